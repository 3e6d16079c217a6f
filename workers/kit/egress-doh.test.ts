import { expect, test } from "vitest";
import { dohResolver } from "./egress-doh";

type Answer = { status?: number; body: unknown };

/** DNS over HTTPS without a network: an answer for each question, which are kept. */
function fakeDoh(answer: (name: string, type: string) => Answer) {
  const asked: string[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { origin, pathname, searchParams } = new URL(url);
    expect(`${origin}${pathname}`).toBe("https://cloudflare-dns.com/dns-query");
    expect(new Headers(init.headers).get("accept")).toBe("application/dns-json");
    const [name, type] = [searchParams.get("name") ?? "", searchParams.get("type") ?? ""];
    asked.push(`${name}/${type}`);
    const { status = 200, body } = answer(name, type);
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  };
  return { fetch, asked };
}

const both = (name: string, type: string): Answer => ({
  body: {
    Status: 0,
    Answer: [
      { name, type: 5, data: "edge.acme.io." },
      { name, type: Number(type), data: type === "1" ? "8.8.8.8" : "2606:4700::1" },
    ],
  },
});

test("gives IPv4 and IPv6 addresses behind an alias, and remembers them for a minute", async () => {
  let now = 0;
  const { fetch, asked } = fakeDoh(both);
  const resolve = dohResolver(fetch, () => now);
  expect(await resolve("acme.io")).toEqual(["8.8.8.8", "2606:4700::1"]);
  now = 59_999;
  await resolve("acme.io");
  expect(asked).toEqual(["acme.io/1", "acme.io/28"]);
  now = 60_000;
  await resolve("acme.io");
  expect(asked).toHaveLength(4);
});

test("a name that does not exist, or has no address, has none", async () => {
  const missing = fakeDoh(() => ({ body: { Status: 3 } }));
  expect(await dohResolver(missing.fetch)("nobody.acme.io")).toEqual([]);
  const empty = fakeDoh(() => ({ body: { Status: 0 } }));
  expect(await dohResolver(empty.fetch)("mail.acme.io")).toEqual([]);
});

test("the cache holds five hundred names, the oldest goes first", async () => {
  const { fetch, asked } = fakeDoh(both);
  const resolve = dohResolver(fetch, () => 0);
  for (let name = 0; name <= 500; name += 1) await resolve(`n${name}.io`);
  asked.length = 0;
  await resolve("n500.io");
  await resolve("n1.io");
  expect(asked).toEqual([]);
  await resolve("n0.io");
  expect(asked).toEqual(["n0.io/1", "n0.io/28"]);
});

test.each([
  ["a server error", { status: 500, body: { Status: 0 } }],
  ["SERVFAIL", { body: { Status: 2 } }],
  ["no JSON", { body: "<html>" }],
  ["another shape", { body: { Status: 0, Answer: "8.8.8.8" } }],
  ["an address that is none", { body: { Status: 0, Answer: [{ type: 1, data: "8.8.8.8.evil" }, { type: 28, data: "x" }] } }],
  ["too many addresses", { body: { Status: 0, Answer: Array.from({ length: 65 }, () => ({ type: 1, data: "8.8.8.8" })) } }],
  ["too many bytes", { body: `{"Status":0${" ".repeat(64_000)}}` }],
])("%s is an error, never an empty answer, and is not remembered", async (_, answer) => {
  let broken = true;
  const { fetch } = fakeDoh((name, type) => (broken ? answer : both(name, type)));
  const resolve = dohResolver(fetch);
  await expect(resolve("acme.io")).rejects.toThrow();
  broken = false;
  expect(await resolve("acme.io")).toEqual(["8.8.8.8", "2606:4700::1"]);
});
