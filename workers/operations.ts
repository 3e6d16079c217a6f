/** The list of everything the product can do. Routes, documentation, client, functions and security tests are made from it. */
import type * as z from "zod";
import type { AnyOperation, Operation } from "#kit/operation";
import { aiOperations } from "#ai";
import { crmOperations } from "#crm";
import { auditOperations, flowOperations, identityOperations, mailOperations, passkeyOperations, providerOperations, secondFactorOperations, secretOperations, walletOperations } from "#identity";
import { sourceOperations, webhookOperations } from "#webhooks";

const all = [...identityOperations, ...flowOperations, ...secondFactorOperations, ...walletOperations, ...providerOperations, ...passkeyOperations, ...mailOperations, ...auditOperations, ...secretOperations, ...crmOperations, ...aiOperations, ...webhookOperations, ...sourceOperations] as const;

export const operations: readonly AnyOperation<never>[] = all;

type Input<S> = S extends z.ZodType ? z.input<S> : undefined;
type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/** The typed client's map: operation id → what it takes and gives. Used by types alone. */
export type Api = {
  [O in (typeof all)[number] as O["id"]]: O extends Operation<never, string, infer P, infer Q, infer B, infer R>
    ? { params: Input<P>; query: Input<Q>; body: Input<B>; response: Output<R> }
    : never;
};
