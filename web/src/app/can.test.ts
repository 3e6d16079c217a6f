import { expect, test } from "vitest";
import { can } from "./can";

test("a permission is held by itself, by its resource, or by all", () => {
  expect(can({ permissions: ["leads:write"] }, "leads:write")).toBe(true);
  expect(can({ permissions: ["leads:*"] }, "leads:delete")).toBe(true);
  expect(can({ permissions: ["*:*"] }, "leads:delete")).toBe(true);
  expect(can({ permissions: ["leads:read", "contacts:*"] }, "leads:write")).toBe(false);
});
