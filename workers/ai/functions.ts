/** The functions that the AI may call: made from the list of operations, filtered by what the caller may do. */
import * as z from "zod";
import type { Principal } from "#kit/context";
import type { AnyOperation, Effect, RawRequest } from "#kit/operation";
import { isAllowed } from "#kit/permissions";

export type FunctionEntry = {
  name: string;
  description: string;
  /** JSON Schema of the arguments, in the order in which they are written. */
  parameters: Record<string, unknown>;
  examples: readonly string[];
  effect: Effect;
  permission: string;
  source: "builtin";
  /** Checks arguments; those marked as references are resolved before. */
  input: z.ZodObject;
  toRequest: (args: Record<string, unknown>) => RawRequest;
  operation: AnyOperation<never>;
};

export type FunctionRegistry = {
  /** Every function; the same array always. */
  all: readonly FunctionEntry[];
  /** What this caller may call, in the order of the list; the same array for the same permissions, so that what is made of it can be kept. */
  allowed(principal: Principal): readonly FunctionEntry[];
  find(name: string): FunctionEntry | undefined;
};

/** Sets of permissions for which the filtered list is kept. */
const LISTS_MAX = 50;

export function functionRegistry(operations: readonly AnyOperation<never>[]): FunctionRegistry {
  const entries = operations.flatMap((op) => (op.function === undefined ? [] : [entryOf(op, op.function)]));
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const lists = new Map<string, readonly FunctionEntry[]>();

  return {
    all: entries,

    allowed(principal) {
      const key = [...principal.permissions].toSorted().join(" ");
      let list = lists.get(key);
      if (list === undefined) {
        list = entries.filter((entry) => isAllowed(principal, entry.permission as never));
        if (lists.size >= LISTS_MAX) lists.clear();
        lists.set(key, list);
      }
      return list;
    },
    find: (name) => byName.get(name),
  };
}

function entryOf(op: AnyOperation<never>, spec: NonNullable<AnyOperation<never>["function"]>): FunctionEntry {
  const input = spec.input ?? z.strictObject({});
  const { $schema: _, ...parameters } = z.toJSONSchema(input, { io: "input" }) as Record<string, unknown>;
  return {
    name: spec.name,
    description: spec.description ?? op.summary,
    parameters,
    examples: spec.examples,
    effect: op.effect,
    permission: op.permission,
    source: "builtin",
    input,
    toRequest: spec.toRequest ?? ((args) => ({ body: args })),
    operation: op,
  };
}

