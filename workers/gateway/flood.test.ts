import { afterEach, expect, test, vi } from "vitest";
import { addressKey, floodShield, type FloodLimiter } from "./flood";

afterEach(() => vi.restoreAllMocks());

const ADDRESS = "https://pilothouse.test/api/leads";
const from = (headers: Record<string, string>) => new Request(ADDRESS, { headers: { "cf-connecting-ip": "203.0.113.7", ...headers } });

function limiter(most: number): FloodLimiter & { keys: string[] } {
  const keys: string[] = [];
  return { keys, limit: async ({ key }) => ({ success: keys.push(key) <= most }) };
}

test("a flood is refused by address and by credential, each with the time to wait", async () => {
  for (const [address, credential] of [[limiter(2), limiter(9)], [limiter(9), limiter(2)]] as const) {
    const shield = floodShield(address, credential);
    const request = () => shield(from({ authorization: "Bearer ph_live_secret" }));
    await request();
    await request();
    await expect(request()).rejects.toMatchObject({ code: "RATE_LIMITED", headers: { "retry-after": "10" } });
  }
});

test.each([["authorization", "Bearer a-secret"], ["x-api-key", "a-secret"], ["cookie", "a=b; __Secure-pilothouse.session_token=a-secret; c=d"]])("the credential in %s is counted, and never shown to the counter", async (name, value) => {
  const [address, credential] = [limiter(9), limiter(9)];
  await floodShield(address, credential)(from({ [name]: value }));
  expect(address.keys).toEqual(["203.0.113.7"]);
  expect(credential.keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
});

test("without a credential the address alone is counted; other cookies are none", async () => {
  const [address, credential] = [limiter(9), limiter(9)];
  await floodShield(address, credential)(from({ cookie: "theme=dark" }));
  await floodShield(address, credential)(new Request(ADDRESS));
  expect([address.keys.length, credential.keys.length]).toEqual([1, 0]);
});

test("a counter that is missing or fails stops nobody, and the log says it: the missing one once", async () => {
  const [warn, error] = [vi.spyOn(console, "warn").mockReturnValue(), vi.spyOn(console, "error").mockReturnValue()];
  const absent = floodShield(undefined, undefined);
  await absent(from({}));
  await absent(from({ authorization: "Bearer x" }));
  expect(warn.mock.calls.map(([line]) => JSON.parse(String(line)).event)).toEqual(["flood.shield.absent"]);
  const broken: FloodLimiter = { limit: () => Promise.reject(new Error("down")) };
  await floodShield(broken, undefined)(from({}));
  expect(JSON.parse(String(error.mock.calls[0]?.[0])).event).toBe("flood.shield.failed");
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:0DB8:0001:0002::1", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::", "fe80:0:0:0"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
])("the address %s is counted as %s", (address, key) => {
  expect(addressKey(address)).toBe(key);
});
