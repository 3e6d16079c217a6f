import { type WireRequest, wireRequest } from "../api/request";
import { PLURAL, type Plural, pluralOf } from "../records/plurals";
import { asText } from "../ui/text";
import type { CallView, WireCall } from "./turn";

export type Undo = { operation: "delete" | "restore"; plural: Plural; id: string };

/** How a call is undone, and how the undoing is; null where nothing takes it back. */
export function undoOf(call: Pick<CallView, "function" | "status" | "record">): { undo: Undo; redo: Undo } | null {
  const plural = call.record && pluralOf(call.record.kind);
  if (call.status !== "done" || !call.record || !plural) return null;
  const remove: Undo = { operation: "delete", plural, id: call.record.id };
  const restore: Undo = { operation: "restore", plural, id: call.record.id };
  if (call.function.startsWith("create_")) return { undo: remove, redo: restore };
  if (call.function.startsWith("delete_")) return { undo: restore, redo: remove };
  return null;
}

const VERBS: Partial<Record<string, string>> = { create: "create", get: "get", find: "list", update: "update", delete: "delete" };
/** Arguments that name another record in a person's words, where the API takes its id. */
const NAMED: Record<Plural, readonly string[]> = { leads: ["owner"], contacts: ["owner", "company"], companies: ["owner", "parent"] };

/**
 * The plain API call that does what a call did. Functions of the CRM are named verb_kind and stand for one
 * operation; whatever cannot be said so is shown as the command that led to it.
 */
export function requestOf(call: WireCall, command: string): WireRequest {
  const router = wireRequest("ai.router.command", { body: { command } });
  const [verb = "", noun = ""] = call.function.split("_");
  const plural = pluralOf(noun) ?? Object.values(PLURAL).find((name) => name === noun);
  const operation = VERBS[verb];
  if (!plural || !operation || NAMED[plural].some((name) => name in call.arguments)) return router;
  if (operation === "create") return wireRequest(`crm.${plural}.create`, { body: call.arguments });
  if (operation === "list") return wireRequest(`crm.${plural}.list`, { query: listQuery(call.arguments) });
  if (!call.record) return router;
  const { [noun]: _, ...changes } = call.arguments;
  const params = { id: call.record.id };
  return wireRequest(`crm.${plural}.${operation}`, operation === "update" ? { params, body: changes } : { params });
}

/** Arguments that the list takes as they are; the others are conditions of its filter. */
const PLAIN = ["q", "orderBy", "limit"];

function listQuery(args: Record<string, unknown>): Record<string, string> {
  const query: Record<string, string> = {};
  const conditions: string[] = [];
  for (const [name, value] of Object.entries(args)) {
    if (value === null || value === undefined) continue;
    const text = JSON.stringify(asText(value));
    if (PLAIN.includes(name)) query[name] = asText(value);
    else if (name === "createdAfter") conditions.push(`createdAt[gte]:${text}`);
    else if (name === "createdBefore") conditions.push(`createdAt[lt]:${text}`);
    else conditions.push(`${name}[${name === "status" ? "eq" : "contains"}]:${text}`);
  }
  return conditions.length === 0 ? query : { ...query, filter: conditions.join(",") };
}
