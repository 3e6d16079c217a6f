/** Secrets at rest: under which root key they stand, and moving them to the current one. */
import * as z from "zod";
import { operationsOf } from "#kit/operation";
import type { Roots } from "./service";

const operation = operationsOf<{ roots: Roots }>();

const view = z
  .strictObject({
    current: z.string().describe("The root key that seals"),
    roots: z.array(z.strictObject({ id: z.string(), current: z.boolean(), secrets: z.int() })).describe("The root keys under which secrets of this workspace stand"),
    rewrap: z
      .strictObject({ state: z.enum(["running", "watching", "finished"]), startedAt: z.iso.datetime(), finishedAt: z.iso.datetime().nullable() })
      .nullable()
      .describe("The job that moves every secret of the installation to the current root key"),
  })
  .meta({ id: "SecretRoots" });

export const secretStatus = operation({
  id: "identity.secrets.status",
  method: "GET",
  path: "/api/v1/secrets/status",
  summary: "Under which root keys secrets are sealed",
  permission: "secrets:read",
  effect: "read",
  response: view,
  fixture: () => ({}),
  run: (_request, { act, roots }) => roots.view(act.tenant.id),
});

export const rewrapSecrets = operation({
  id: "identity.secrets.rewrap",
  method: "POST",
  path: "/api/v1/secrets/rewrap",
  summary: "Move secrets to the current root key",
  description: "Starts the job that wraps the data key of every secret anew; safe to repeat. It starts by itself when the current root key changes, so this is for looking after rows that were restored from a backup.",
  permission: "secrets:write",
  effect: "write",
  idempotency: "none",
  status: 202,
  response: view,
  fixture: () => ({}),
  run: (_request, { act, roots }) => roots.rewrap(act),
});

export const secretOperations = [secretStatus, rewrapSecrets] as const;
