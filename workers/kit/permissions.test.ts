import fc from "fast-check";
import { expect, test } from "vitest";
import type { Permission } from "./context";
import { isAllowed, lacking } from "./permissions";

const part = fc.constantFrom("leads", "members", "keys");
const action = fc.constantFrom("read", "write", "*");
const permission = fc.oneof(fc.constant("*:*" as Permission), fc.tuple(part, action).map(([resource, verb]): Permission => `${resource}:${verb}`));
const held = fc.uniqueArray(permission).map((list) => new Set(list));
const plain = fc.tuple(part, fc.constantFrom("read", "write")).map(([resource, verb]): Permission => `${resource}:${verb}`);

test("who lacks nothing of a set can do all of it", () => {
  fc.assert(
    fc.property(held, held, plain, (mine, given, asked) => {
      fc.pre(lacking({ permissions: mine }, given).length === 0);
      if (isAllowed({ permissions: given }, asked)) expect(isAllowed({ permissions: mine }, asked)).toBe(true);
    }),
  );
});

test("a wildcard is not held by those who hold everything it stands for today", () => {
  const all = new Set<Permission>(["leads:read", "leads:write", "leads:delete"]);
  expect(lacking({ permissions: all }, ["leads:*", "*:*", "leads:read"])).toEqual(["leads:*", "*:*"]);
});
