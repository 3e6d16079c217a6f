/** The AI as the rest of the house sees it. */
import type { Act } from "#kit/context";
import type { Egress } from "#kit/egress";
import type { Metrics } from "#kit/metrics";
import type { AnyOperation } from "#kit/operation";
import type { Resolvers } from "#kit/ref";
import type { Store } from "#kit/work";
import { backendsOf, type Backends } from "./backends";
import type { CommandAnswer, CommandInput, Tell } from "./command";
import { functionRegistry, type FunctionRegistry } from "./functions";
import { modelConfig } from "./model-config.generated";
import { runCommand } from "./router";

/** Runs and spent confirmations are kept this long. Milliseconds. */
const RUNS_KEPT_MS = 90 * 24 * 3600_000;
const APPROVALS_KEPT_MS = 24 * 3600_000;
const PRUNED_AT_ONCE = 1_000;

export type AiParts = {
  store: Store;
  operations: readonly AnyOperation<never>[];
  resolvers: Resolvers;
  settings: { AI_BASE_URL: string; AI_MODEL: string; AI_API_KEY: string };
  egress: Egress;
  metrics: Metrics;
};

export type Ai = {
  backends: Backends;
  functions: FunctionRegistry;
  /** Understands a command and runs what it asks for; `tell` hears of it as it goes. */
  command<C extends { act: Act }>(input: CommandInput, context: C, tell: Tell): Promise<CommandAnswer>;
  /** For health: up while one backend can serve. */
  probe: () => Promise<{ status: "up" | "down"; detail: string }>;
  /** Deletes runs and confirmations that were kept long enough. Bounded. */
  prune(now: number): Promise<void>;
};

export function createAi({ store, operations, resolvers, settings, egress, metrics }: AiParts): Ai {
  const backends = backendsOf(modelConfig, settings, egress);
  const registry = functionRegistry(operations);
  const parts = { store, registry, resolvers, backend: backends.default, metrics };

  return {
    backends,
    functions: registry,
    command: (input, context, tell) => runCommand(parts, input, context, tell),

    async probe() {
      const states = await Promise.all([...backends.byId.values()].map(async (backend) => [backend.id, (await backend.health()).status] as const));
      return {
        status: states.some(([, status]) => status === "up") ? "up" : "down",
        detail: states.map(([id, status]) => `${id}: ${status}`).join(", "),
      };
    },

    async prune(now) {
      await store.readAll([
        { sql: "delete from command_runs where rowid in (select rowid from command_runs where created_at < ? limit ?)", params: [now - RUNS_KEPT_MS, PRUNED_AT_ONCE] },
        { sql: "delete from approvals where rowid in (select rowid from approvals where expires_at < ? limit ?)", params: [now - APPROVALS_KEPT_MS, PRUNED_AT_ONCE] },
      ]);
    },
  };
}
