import { expect, test } from "vitest";
import { changedElsewhere, removeRecords, replaceRecord, rowsOf } from "./lists";

const row = (id: string, version = 1, createdAt = "2026-01-01T00:00:00Z") => ({ id, version, createdAt });
const pages = () => ({ pages: [{ data: [row("a"), row("b", 2)], nextCursor: "x" }, { data: [row("c")], nextCursor: null }], pageParams: [undefined, "x"] });

test("a changed record takes its place, an older version does not", () => {
  expect(rowsOf(replaceRecord(pages(), row("c", 2))).map(({ version }) => version)).toEqual([1, 2, 2]);
  expect(rowsOf(replaceRecord(pages(), row("b", 1))).map(({ version }) => version)).toEqual([1, 2, 1]);
});

test("removed records leave every page, and the cursors stay", () => {
  const left = removeRecords(pages(), new Set(["a", "c"]));
  expect(rowsOf(left).map(({ id }) => id)).toEqual(["b"]);
  expect(left.pages[0]?.nextCursor).toBe("x");
});

test("a row is news when its version grew or it is younger than all that were seen", () => {
  const before = new Map([["a", 1], ["b", 2]]);
  const rows = [row("new", 1, "2026-02-01T00:00:00Z"), row("a", 2), row("b", 2), row("old", 1, "2025-01-01T00:00:00Z")];
  expect(changedElsewhere(before, rows, "2026-01-01T00:00:00Z", new Set())).toEqual(["new", "a"]);
});

test("what this tab wrote itself is no news", () => {
  expect(changedElsewhere(new Map([["a", 1]]), [row("a", 2)], "2026-01-01T00:00:00Z", new Set(["a@2"]))).toEqual([]);
});
