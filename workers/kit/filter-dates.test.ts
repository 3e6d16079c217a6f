import { expect, test } from "vitest";
import { compileFilter, parseFilter, type ListFields } from "./filter";

test("days and periods are the tenant's own, and a day without a time is the same everywhere", () => {
  const fields: ListFields = { at: { type: "date", sql: "r.at" }, due: { type: "date", sql: "r.due", day: true } };
  const now = Date.UTC(2026, 10, 25, 23, 30);
  const params = (text: string) => {
    const parsed = parseFilter(text);
    const filter = parsed.ok ? compileFilter(parsed.value, fields, { now, timeZone: "Asia/Kathmandu" }) : parsed;
    return filter.ok && filter.value.params.map((value) => (typeof value === "number" && value > 1e12 ? new Date(value).toISOString() : value));
  };
  // In Kathmandu, 5:45 ahead, it is the 26th already.
  expect(params("at[calendar]:today")).toEqual(["2026-11-25T18:15:00.000Z", "2026-11-26T18:15:00.000Z"]);
  expect(params("due[calendar]:today")).toEqual(["2026-11-26T00:00:00.000Z", "2026-11-27T00:00:00.000Z"]);
  expect(params("at[eq]:2026-11-26")).toEqual(["2026-11-25T18:15:00.000Z", "2026-11-26T18:15:00.000Z"]);
  expect(params("due[gte]:2026-11-26")).toEqual(["2026-11-26T00:00:00.000Z"]);
  expect(params("due[anniversary]:0d")).toEqual([0, '["11-26"]']);
});
