/** Plunk's own table of operators, asked of our SQL. Where we decided otherwise, the case says so here. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { compileFilter, parseFilter, type ListField } from "./filter";
import { fold } from "./text";

const VECTORS = join(process.cwd(), "../shared/vectors/crm/plunk_operator_truth_table.json");
type Case = { contact: { data?: Record<string, unknown> } & Record<string, unknown>; field: string; operator: string; value: unknown; expected: boolean };

const OPERATORS: Record<string, string> = {
  equals: "eq", notEquals: "neq", contains: "contains", notContains: "notContains", exists: "exists", notExists: "missing",
  greaterThan: "gt", greaterThanOrEqual: "gte", lessThan: "lt", lessThanOrEqual: "lte",
};

/** A denial matches what is missing (Mautic's way, not Plunk's), and an empty text is missing. */
function decided({ operator, field, contact }: Case, expected: boolean): boolean {
  const stored = storedIn(contact, field);
  if (operator === "notContains" && stored === undefined) return true;
  if (stored === "" && operator === "exists") return false;
  if (stored === "" && operator === "notExists") return true;
  return expected;
}

function storedIn(contact: Case["contact"], field: string): unknown {
  return field.split(".").reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], contact);
}

function fieldOf(field: string, sample: unknown): ListField {
  if (typeof sample === "number") return { type: "number", sql: "r.value" };
  if (typeof sample === "boolean") return { type: "boolean", sql: "r.value" };
  return field === "email" ? { type: "email", sql: "r.value" } : { type: "text", sql: "r.value", folded: "r.value" };
}

test.skipIf(!existsSync(VECTORS))("every case of Plunk's operators is answered as there, but for the two that are decided otherwise (skipped where ../shared/vectors/crm is absent)", () => {
  const { cases } = JSON.parse(readFileSync(VECTORS, "utf8")) as { cases: Case[] };
  const db = new DatabaseSync(":memory:");
  const failed = cases.filter((one) => {
    const operator = OPERATORS[one.operator] ?? one.operator;
    const stored = storedIn(one.contact, one.field) ?? null;
    const alone = operator === "exists" || operator === "missing";
    const field = fieldOf(one.field, alone ? stored : one.value);
    const parsed = parseFilter(alone ? `x[${operator}]` : `x[${operator}]:${JSON.stringify(String(one.value))}`);
    const filter = parsed.ok ? compileFilter(parsed.value, { x: field }, { now: 0 }) : parsed;
    if (!filter.ok) return true;
    const value = typeof stored === "string" ? fold(stored) : typeof stored === "boolean" ? Number(stored) : (stored as number | null);
    const found = db.prepare(`with r(value) as (select ?) select 1 from r where ${filter.value.sql}`).all(value, ...filter.value.params).length === 1;
    return found !== decided(one, one.expected);
  });
  expect(failed).toEqual([]);
  expect(cases.length).toBeGreaterThan(40);
});
