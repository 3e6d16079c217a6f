import net from "node:net";
import { expect, test } from "vitest";
import { isPortFree, wantedPort } from "./port.ts";

test("PORT must be a port", () => {
  expect(wantedPort(undefined)).toBe(8787);
  expect(wantedPort("9000")).toBe(9000);
  for (const wrong of ["abc", "0", "70000", "80.5"]) expect(() => wantedPort(wrong)).toThrow("from 1 to 65535");
});

test("a port that somebody listens on is not free", async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  expect(await isPortFree(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await isPortFree(port)).toBe(true);
});
