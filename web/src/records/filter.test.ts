import { expect, test } from "vitest";
import { type FilterRule, NOBODY, buildFilter, nextSort, readSort, toggleChoice } from "./filter";

const rules: FilterRule[] = [
  { id: "status", type: "choice" },
  { id: "owner", type: "member" },
  { id: "source", type: "contains" },
  { id: "score", type: "atLeast" },
  { id: "tags", type: "tag" },
];

test("nothing chosen is no filter", () => {
  expect(buildFilter(rules, { q: "acme", status: " " })).toBeUndefined();
});

test("one condition stands alone, several must all hold", () => {
  expect(buildFilter(rules, { status: "new" })).toBe("status[eq]:new");
  expect(buildFilter(rules, { status: "new", score: "50" })).toBe("and(status[eq]:new,score[gte]:50)");
});

test("several choices are a list, nobody is a missing owner", () => {
  expect(buildFilter(rules, { status: "new,contacted" })).toBe("status[in]:[new,contacted]");
  expect(buildFilter(rules, { owner: NOBODY })).toBe("owner[missing]");
});

test("what a person types cannot leave its quotes", () => {
  expect(buildFilter(rules, { source: 'a"),(b' })).toBe(String.raw`source[contains]:"a\"),(b"`);
  expect(buildFilter(rules, { source: "spring webinar" })).toBe('source[contains]:"spring webinar"');
});

test("a score that is no number filters nothing", () => {
  expect(buildFilter(rules, { score: "many" })).toBeUndefined();
});

test("choices are switched on and off", () => {
  expect(toggleChoice(undefined, "new")).toBe("new");
  expect(toggleChoice("new", "contacted")).toBe("new,contacted");
  expect(toggleChoice("new", "new")).toBeUndefined();
});

test("a header goes from ascending to descending to the list's own order", () => {
  expect(nextSort(readSort(undefined), "name")).toBe("name:asc");
  expect(nextSort(readSort("name:asc"), "name")).toBe("name:desc");
  expect(nextSort(readSort("name:desc"), "name")).toBeUndefined();
  expect(nextSort(readSort("name:asc"), "email")).toBe("email:asc");
  expect(readSort("name:sideways")).toBeNull();
});
