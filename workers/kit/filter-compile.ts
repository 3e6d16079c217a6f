/**
 * Checks a parsed filter against the fields of a list and writes it as SQLite text with `?` only.
 *
 * What a person typed never becomes SQL: the text consists of the fields' own expressions, keywords of this file
 * and `?`. Text is searched with instr() and substr(), since D1 refuses LIKE patterns over 50 bytes, and lists go
 * through one JSON parameter, since D1 binds at most 100.
 *
 * SQL knows three truths, a person two. A condition is written so that "unknown" can only stand for "no", and
 * not(…) turns it into "no" before it turns it round.
 */

import { canonicalEmail } from "./email";
import { anniversaries, dayOf, daysOf, PERIODS, startOfDay, zoneOffset } from "./calendar";
import type { FilterCondition, FilterNode, FilterText, FilterValue } from "./filter-parse";
import {
  fieldNamed,
  type ListField,
  type ListFields,
  type ListResult,
  operatorsOf,
  problemAt,
  shown,
  type SqlFragment,
} from "./list-types";
import { type DateSpan, readDate, readDays, readDuration, readNumber } from "./filter-values";
import { fold } from "./text";

/**
 * A condition as the choice of an index sees it. `op` is what the SQL does (a day compared with `eq` is
 * `between`); `root` is false inside or(…) and not(…), where a condition narrows nothing by itself.
 */
export type CompiledCondition = { field: string; op: string; root: boolean };
export type CompiledFilter = SqlFragment & { conditions: CompiledCondition[] };

type Compiled = ListResult<SqlFragment & { op?: string }>;

/** `now` (epoch ms) is what relative dates count from, in the tenant's zone; UTC where there is none. */
export type FilterOptions = { now: number; timeZone?: string; tenantId?: string };

/** The SQL of a filter over these fields, one bracketed condition, or what the filter gets wrong. */
export function compileFilter(node: FilterNode, fields: ListFields, { now, timeZone = "UTC", tenantId = "" }: FilterOptions): ListResult<CompiledFilter> {
  const conditions: CompiledCondition[] = [];
  const compiled = compileNode(node, true, { fields, now, timeZone, tenantId, conditions });
  if (!compiled.ok) return compiled;
  // In brackets: beside "tenant_id = ? and …" a bare "or" would open every tenant's rows.
  return { ok: true, value: { sql: `(${compiled.value.sql})`, params: compiled.value.params, conditions } };
}

type At = Required<FilterOptions>;
type Context = At & { fields: ListFields; conditions: CompiledCondition[] };

function compileNode(node: FilterNode, root: boolean, context: Context): Compiled {
  if (node.kind === "condition") return compileCondition(node, root, context);
  if (node.kind === "not") {
    const inner = compileNode(node.of, false, context);
    return inner.ok ? fragment(`(${inner.value.sql}) is not true`, inner.value.params) : inner;
  }
  const parts: SqlFragment[] = [];
  for (const child of node.of) {
    const part = compileNode(child, root && node.kind === "and", context);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  const sql = parts.map((part) => `(${part.sql})`).join(` ${node.kind} `);
  return fragment(sql, parts.flatMap((part) => part.params));
}

function compileCondition(condition: FilterCondition, root: boolean, context: Context): Compiled {
  const { field: name, operator } = condition;
  const field = fieldNamed(context.fields, name.text);
  if (field === null) {
    const known = Object.keys(context.fields).join(", ");
    return problemAt(name.at, `there is no field ${shown(name.text)} to filter by. Fields: ${known}.`);
  }
  const allowed = operatorsOf(field.type);
  if (!allowed.includes(operator.text)) {
    return problemAt(operator.at, `${name.text} has no operator ${shown(operator.text)}. Operators of ${name.text}: ${allowed.join(", ")}.`);
  }
  const compiled = compileOperator(field, condition, context);
  if (compiled.ok) {
    context.conditions.push({ field: name.text, op: compiled.value.op ?? operator.text, root });
  }
  return compiled;
}

function compileOperator(field: ListField, condition: FilterCondition, at: At): Compiled {
  const { operator, value } = condition;
  if (operator.text === "exists" || operator.text === "missing") {
    if (value === null) return presence(field, operator.text);
    return problemAt(value.at, `${operator.text} takes no value: write ${condition.field.text}[${operator.text}].`);
  }
  const takesList = operator.text === "in" || operator.text === "notIn" || operator.text === "between";
  if (value === null || (value.kind === "list") !== takesList) {
    const example = `${condition.field.text}[${operator.text}]:${takesList ? "[…,…]" : "…"}`;
    return problemAt(value?.at ?? operator.at, `${operator.text} takes ${takesList ? "a list in brackets" : "one value"}: ${example}.`);
  }
  if (field.type === "relation") return compileRelation(field.sql, operator.text, value, at.tenantId);
  if (value.kind === "text") return compileWithText(field, operator.text, value, at);
  if (operator.text === "between") return compileBetween(field, value.items, value.at, at);
  return compileIn(field, operator.text, value.items, value.at);
}

function presence(field: ListField, operator: "exists" | "missing"): Compiled {
  const missing = operator === "missing";
  const named = (sql: string) => fragment(sql, [], operator);
  if (field.type === "list") return named(`coalesce(json_array_length(${field.sql}), 0) ${missing ? "=" : ">"} 0`);
  if (field.type === "number" || field.type === "date" || field.type === "boolean") {
    return named(`${field.sql} is ${missing ? "" : "not "}null`);
  }
  return named(`coalesce(${comparable(field)}, '') ${missing ? "=" : "<>"} ''`);
}

/** Ids are compared as they are: who names none of them, or somebody else's, finds nothing. */
function compileRelation(sql: string, operator: string, value: FilterValue, tenantId: string): Compiled {
  const ids = value.kind === "list" ? value.items.map((item) => item.text) : [value.text];
  if (ids.length === 0) return problemAt(value.at, `${operator} needs at least one item.`);
  const denied = operator === "notContains" || operator === "notIn";
  // To an index, "one of these" is as good as "equals".
  return fragment(denied ? `not (${sql})` : sql, [tenantId, JSON.stringify(ids)], denied ? operator : "eq");
}

function compileWithText(field: ListField, operator: string, value: FilterText, at: At): Compiled {
  if (operator === "is") {
    if (value.text === "NULL") return presence(field, "missing");
    if (value.text === "NOT_NULL") return presence(field, "exists");
    return problemAt(value.at, "is takes NULL or NOT_NULL.");
  }
  if (operator === "withinLast" || operator === "olderThan" || operator === "withinNext") {
    return compileRelative(field.sql, operator, value, at.now);
  }
  if (operator === "calendar") return compileCalendar(field, value, at);
  if (operator === "anniversary") return compileAnniversary(field, value, at);
  if (SEARCHES.has(operator)) return compileSearch(field, operator, value);
  if (field.type === "date") return compileDate(field, operator, value, at);
  const read = readValue(field, value);
  if (!read.ok) return read;
  return fragment(`${comparable(field)} ${COMPARISON[operator] ?? "="} ?`, [read.value]);
}

const SEARCHES: ReadonlySet<string> = new Set(["contains", "notContains", "startsWith", "endsWith"]);

/** `is not` is the "differs" that holds for null as well. */
const COMPARISON: Record<string, string> = { eq: "=", neq: "is not", gt: ">", gte: ">=", lt: "<", lte: "<=" };

function compileSearch(field: ListField, operator: string, value: FilterText): Compiled {
  const searched = fold(value.text);
  if (searched === "") return problemAt(value.at, `${operator} needs at least one character.`);
  const column = comparable(field);
  if (field.type === "list") {
    const found = `exists (select 1 from json_each(${column}) where value = ?)`;
    return fragment(operator === "contains" ? found : `not ${found}`, [searched]);
  }
  if (operator === "contains") return fragment(`instr(${column}, ?) > 0`, [searched]);
  if (operator === "notContains") return fragment(`coalesce(instr(${column}, ?), 0) = 0`, [searched]);
  if (operator === "startsWith") return fragment(`instr(${column}, ?) = 1`, [searched]);
  return fragment(`substr(${column}, -length(?)) = ?`, [searched, searched]);
}

/** A day without a time is the same day in every zone. */
const zoneOf = (field: ListField, at: At) => (field.day === true ? "UTC" : at.timeZone);

function compileDate(field: ListField, operator: string, value: FilterText, at: At): Compiled {
  const span = readDateValue(value, zoneOf(field, at));
  if (!span.ok) return span;
  const column = field.sql;
  const { from, until } = span.value;
  switch (operator) {
    case "eq":
      return fragment(`${column} >= ? and ${column} < ?`, [from, until], "between");
    case "neq":
      return fragment(`(${column} >= ? and ${column} < ?) is not true`, [from, until]);
    case "gt":
      return fragment(`${column} >= ?`, [until]);
    case "gte":
      return fragment(`${column} >= ?`, [from]);
    case "lt":
      return fragment(`${column} < ?`, [from]);
    default:
      return fragment(`${column} < ?`, [until]);
  }
}

function compileRelative(column: string, operator: string, value: FilterText, now: number): Compiled {
  const duration = readDuration(value.text);
  if (duration === null) {
    return problemAt(value.at, `${operator} takes a duration such as 12h, 7d or 2w (hours, days, weeks), not ${shown(value.text)}.`);
  }
  if (operator === "olderThan") return fragment(`${column} < ?`, [now - duration]);
  const bounds = operator === "withinLast" ? [now - duration, now] : [now, now + duration];
  return fragment(`${column} >= ? and ${column} <= ?`, bounds);
}

function compileCalendar(field: ListField, value: FilterText, at: At): Compiled {
  const period = PERIODS.find((one) => one === value.text);
  if (period === undefined) return problemAt(value.at, `calendar takes one of ${PERIODS.join(", ")}, not ${shown(value.text)}.`);
  const { first, end } = daysOf(period, dayOf(at.now, at.timeZone));
  const zone = zoneOf(field, at);
  return fragment(`${field.sql} >= ? and ${field.sql} < ?`, [startOfDay(first, zone), startOfDay(end, zone)]);
}

function compileAnniversary(field: ListField, value: FilterText, at: At): Compiled {
  const within = readDays(value.text);
  if (within === null) return problemAt(value.at, `anniversary takes how many days it may be away, from 0d to 183d, not ${shown(value.text)}.`);
  const offset = field.day === true ? 0 : zoneOffset(at.now, at.timeZone);
  const days = JSON.stringify(anniversaries(dayOf(at.now, at.timeZone), within));
  return fragment(`strftime('%m-%d', (${field.sql} + ?) / 1000, 'unixepoch') in (select value from json_each(?))`, [offset, days]);
}

function compileBetween(field: ListField, items: FilterText[], start: number, at: At): Compiled {
  const [low, high] = items;
  if (low === undefined || high === undefined || items.length > 2) {
    return problemAt(start, "between takes a list of two values, both included: [low,high].");
  }
  if (field.type === "date") {
    const first = readDateValue(low, zoneOf(field, at));
    if (!first.ok) return first;
    const last = readDateValue(high, zoneOf(field, at));
    if (!last.ok) return last;
    return fragment(`${field.sql} >= ? and ${field.sql} < ?`, [first.value.from, last.value.until]);
  }
  const first = readValue(field, low);
  if (!first.ok) return first;
  const last = readValue(field, high);
  if (!last.ok) return last;
  return fragment(`${field.sql} >= ? and ${field.sql} <= ?`, [first.value, last.value]);
}

function compileIn(field: ListField, operator: string, items: FilterText[], at: number): Compiled {
  if (items.length === 0) return problemAt(at, `${operator} needs at least one item.`);
  const values: (string | number)[] = [];
  for (const item of items) {
    const read = readValue(field, item);
    if (!read.ok) return read;
    values.push(read.value);
  }
  const column = comparable(field);
  const list = JSON.stringify(values);
  if (field.type === "list") {
    const found = `exists (select 1 from json_each(${column}) where value in (select value from json_each(?)))`;
    return fragment(operator === "in" ? found : `not ${found}`, [list]);
  }
  const found = `${column} in (select value from json_each(?))`;
  return fragment(operator === "in" ? found : `(${found}) is not true`, [list]);
}

/** The value as the column holds it, or what the field expects. */
function readValue(field: ListField, value: FilterText): ListResult<string | number> {
  switch (field.type) {
    case "text":
    case "list":
      return { ok: true, value: fold(value.text) };
    case "reference":
    case "relation":
      return { ok: true, value: value.text };
    case "email":
      return orProblem(canonicalEmail(value.text), value, "an email address");
    case "number":
      return orProblem(readNumber(value.text), value, "a number such as 50 or -1.5");
    case "boolean":
      return orProblem(value.text === "true" ? 1 : value.text === "false" ? 0 : null, value, "true or false");
    case "enum":
      return orProblem(field.values?.includes(value.text) ? value.text : null, value, `one of ${field.values?.join(", ")}`);
    case "date": {
      const span = readDateValue(value);
      return span.ok ? { ok: true, value: span.value.from } : span;
    }
  }
}

function readDateValue(value: FilterText, timeZone = "UTC"): ListResult<DateSpan> {
  return orProblem(readDate(value.text, timeZone), value, "a date such as 2026-11-22 or 2026-11-22T10:00:00Z");
}

function orProblem<T>(read: T | null, value: FilterText, expected: string): ListResult<T> {
  return read === null ? problemAt(value.at, `expected ${expected}, not ${shown(value.text)}.`) : { ok: true, value: read };
}

/** Where the form that is compared is stored. */
function comparable(field: ListField): string {
  return (field.type === "text" || field.type === "list" ? field.folded : undefined) ?? field.sql;
}

function fragment(sql: string, params: (string | number)[], op?: string): Compiled {
  return { ok: true, value: op === undefined ? { sql, params } : { sql, params, op } };
}
