import { expect, test } from "vitest";
import { gridOf, holds, missing, toggled } from "./grid";

test("the grid has a row a resource and a column an action, those people think of first", () => {
  const grid = gridOf(["leads:write", "ai:execute", "leads:read", "audit:export"]);
  expect(grid.resources).toEqual(["ai", "audit", "leads"]);
  expect(grid.actions).toEqual(["read", "write", "execute", "export"]);
  expect(grid.has("ai:read")).toBe(false);
});

test("a wildcard is granted only by who holds one as wide", () => {
  expect(holds(["leads:*"], "leads:read")).toBe(true);
  expect(holds(["leads:read", "leads:write"], "leads:*")).toBe(false);
  expect(missing(["leads:*"], ["leads:*", "keys:write", "*:*"])).toEqual(["keys:write", "*:*"]);
  expect(missing(["*:*"], ["*:*", "keys:*"])).toEqual([]);
});

test("all of a resource takes the place of its single actions, and of no other's", () => {
  expect(toggled(["leads:read", "lead_lists:read"], "leads:*")).toEqual(["lead_lists:read", "leads:*"]);
  expect(toggled(["leads:*"], "leads:*")).toEqual([]);
  expect(toggled([], "leads:read")).toEqual(["leads:read"]);
});
