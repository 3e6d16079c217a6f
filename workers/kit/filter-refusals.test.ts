/** What a filter gets wrong is named with its place. */
import { expect, test } from "vitest";
import { compileFilter, parseFilter, type ListFields } from "./filter";

const FIELDS: ListFields = {
  name: { type: "text", sql: "r.name", folded: "r.name_folded" },
  email: { type: "email", sql: "r.email" },
  score: { type: "number", sql: "r.score" },
  createdAt: { type: "date", sql: "r.created_at" },
  active: { type: "boolean", sql: "r.active" },
  status: { type: "enum", sql: "r.status", values: ["new", "contacted", "qualified"] },
  tags: { type: "list", sql: "r.tags", folded: "r.tags_folded" },
  owner: { type: "reference", sql: "r.owner" },
  about: { type: "relation", sql: "r.id in (select l.from_id from l where l.tenant_id = ? and l.to_id in (select value from json_each(?)))" },
};

function compiled(text: string) {
  const parsed = parseFilter(text);
  return parsed.ok ? compileFilter(parsed.value, FIELDS, { now: 0, tenantId: "t1" }) : parsed;
}

test.each([
  ["phone[eq]:1", 1, 'there is no field "phone" to filter by. Fields: name, email, score, createdAt, active, status, tags, owner, about.'],
  ["__proto__[eq]:1", 1, 'no field "__proto__"'],
  ["constructor[exists]", 1, 'no field "constructor"'],
  ["price[foo]:10", 1, 'no field "price"'],
  ["score[foo]:10", 7, 'score has no operator "foo". Operators of score: eq, neq, gt, gte, lt, lte, between, in, notIn, exists, missing, is.'],
  ["name[gt]:a", 6, 'name has no operator "gt"'],
  ["name[ilike]:a", 6, 'name has no operator "ilike"'],
  ["score[eq]:fifty", 11, 'expected a number such as 50 or -1.5, not "fifty"'],
  ["score[eq]:0x10", 11, "expected a number"],
  ["score[eq]:1e999", 11, "expected a number"],
  ["status[eq]:hot", 12, 'expected one of new, contacted, qualified, not "hot"'],
  ["status[in]:[new,hot]", 17, "expected one of new, contacted, qualified"],
  ["active[eq]:1", 12, "expected true or false"],
  ["email[eq]:jane", 11, "expected an email address"],
  ["createdAt[gt]:yesterday", 15, "expected a date such as 2026-11-22"],
  ["createdAt[gt]:2026-02-30", 15, "expected a date"],
  ["createdAt[gt]:2026-02-28T24:00:00Z", 15, "expected a date"],
  ["createdAt[gt]:2026-02-28T10:00:00", 15, "expected a date"],
  ["createdAt[calendar]:someday", 21, "calendar takes one of today, yesterday"],
  ["createdAt[anniversary]:400d", 24, "anniversary takes how many days"],
  ["score[calendar]:today", 7, "score has no operator"],
  ["about[eq]:lead_1", 7, "about has no operator"],
  ["about[in]:[]", 11, "in needs at least one item"],
  ["createdAt[withinLast]:7", 23, "takes a duration such as 12h, 7d or 2w"],
  ["createdAt[withinLast]:0d", 23, "takes a duration"],
  ["createdAt[withinLast]:999999w", 23, "takes a duration"],
  ["name[exists]:true", 14, "exists takes no value"],
  ["name[is]:null", 10, "is takes NULL or NOT_NULL"],
  ["name[eq]", 6, "eq takes one value"],
  ["name[eq]:[a]", 10, "eq takes one value"],
  ["name[in]:a", 10, "in takes a list in brackets"],
  ["name[in]:[]", 10, "in needs at least one item"],
  ["score[between]:[1]", 16, "between takes a list of two values"],
  ["score[between]:[1,2,3]", 16, "between takes a list of two values"],
  ['name[contains]:" "', 16, "contains needs at least one character"],
])("%j is refused at character %i", (text, position, message) => {
  const result = compiled(text);
  expect(result).toMatchObject({ ok: false, error: { position } });
  if (!result.ok) expect(result.error.message).toContain(message);
});

test("a message repeats at most forty characters of what was typed", () => {
  const result = compiled(`score[eq]:${"x".repeat(3_000)}`);
  expect(result.ok).toBe(false);
  if (!result.ok) expect(result.error.message.length).toBeLessThan(150);
});

test("sixty levels of nesting are refused where the first too many begins", () => {
  const result = compiled(`${"and(".repeat(60)}score[gt]:1${")".repeat(60)}`);
  expect(result).toMatchObject({ ok: false, error: { position: 21 } });
});
