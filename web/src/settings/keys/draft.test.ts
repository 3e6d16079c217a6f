import { expect, test } from "vitest";
import { keyBody } from "./draft";

const now = Date.UTC(2026, 10, 25);

test("what was left open is left out", () => {
  expect(keyBody({ name: "Form", permissions: ["leads:write"], days: "never", addresses: " \n" }, now)).toEqual({ name: "Form", permissions: ["leads:write"] });
});

test("addresses are taken by line, comma or space, and days from now", () => {
  const body = keyBody({ name: "Form", permissions: [], days: "7", addresses: "203.0.113.7,\n2001:db8::/32" }, now);
  expect(body).toMatchObject({ expiresAt: "2026-12-02T00:00:00.000Z", addresses: ["203.0.113.7", "2001:db8::/32"] });
});
