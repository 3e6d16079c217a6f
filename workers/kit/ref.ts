/**
 * A record named by a person. HTTP takes ids; functions take an id, an email or a name, which is resolved here before
 * the permission is asked. Two matches are a question back, never a guess.
 */
import * as z from "zod";
import type { Act } from "./context";

export type RefMatch = {
  id: string;
  name: string;
  /** The version it had, bound by a confirmation; null where the kind keeps none. */
  version: number | null;
  /** What tells it from another of the same name. */
  hint: string;
};

/** Finds what a text may stand for, among the tenant's records of one kind. */
export type Resolve = (act: Act, text: string) => Promise<RefMatch[]>;
export type Resolvers = Readonly<Record<string, Resolve>>;

/** The kinds that arguments marked with `ref` name; the mark never leaves the process. */
const marks = z.registry<{ kind: string }>();

const REFERENCE_MAX = 300;

/** An argument that names a record of this kind. */
export function ref(kind: string, description: string) {
  const schema = z.string().trim().min(1, "is empty").max(REFERENCE_MAX).describe(description);
  marks.add(schema, { kind });
  return schema;
}

/** The kind that this argument names, or null. */
export function refKind(schema: unknown): string | null {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) inner = inner.unwrap();
  return inner instanceof z.ZodType ? (marks.get(inner)?.kind ?? null) : null;
}

export type Resolution =
  | { status: "found"; args: Record<string, unknown>; refs: Record<string, RefMatch> }
  | { status: "unknown"; argument: string; kind: string; text: string }
  | { status: "ambiguous"; argument: string; kind: string; text: string; matches: RefMatch[] };

/** Turns every reference among the arguments into an id, or says which one is unknown or has several matches. */
export async function resolveRefs(input: z.ZodObject, args: Record<string, unknown>, resolvers: Resolvers, act: Act): Promise<Resolution> {
  const resolved: Record<string, unknown> = { ...args };
  const refs: Record<string, RefMatch> = {};
  for (const [argument, schema] of Object.entries(input.shape)) {
    const kind = refKind(schema);
    const text = args[argument];
    if (kind === null || typeof text !== "string") continue;
    const matches = (await resolvers[kind]?.(act, text)) ?? [];
    const [match] = matches;
    if (match === undefined) return { status: "unknown", argument, kind, text };
    if (matches.length > 1) return { status: "ambiguous", argument, kind, text, matches };
    resolved[argument] = match.id;
    refs[argument] = match;
  }
  return { status: "found", args: resolved, refs };
}
