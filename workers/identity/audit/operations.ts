/** The audit log: who did what to which record. */
import * as z from "zod";
import { operationsOf } from "#kit/operation";
import { exportStream } from "./export";
import type { Audit } from "./service";

const operation = operationsOf<{ audit: Audit }>();

const LIMIT_MAX = 200;
const EXPORT_PAGE = 200;

const filter = z.string().max(4000).optional().describe("e.g. action[eq]:crm.leads.delete,at[withinLast]:7d; fields: action, outcome, actor, target, at. Looks at the newest 20,000 entries");
const party = z.strictObject({ kind: z.string(), id: z.string(), name: z.string().nullable() });

const entry = z
  .strictObject({
    id: z.string(),
    at: z.iso.datetime(),
    action: z.string().describe("The operation's id"),
    outcome: z.enum(["done", "refused"]),
    actor: party,
    target: party.nullable(),
    details: z.record(z.string(), z.unknown()),
    requestId: z.string(),
    runId: z.string().nullable(),
    address: z.string().nullable(),
    agent: z.string().nullable(),
    sealed: z.boolean().describe("Whether the entry stands in the hash chain"),
  })
  .meta({ id: "AuditEntry" });

export const listAudit = operation({
  id: "identity.audit.list",
  method: "GET",
  path: "/api/v1/audit",
  summary: "List the audit log",
  description: "Newest first. Every change, sign-in and key, and what was refused to known callers.",
  permission: "audit:read",
  effect: "read",
  query: z.strictObject({
    filter,
    limit: z.coerce.number("is not a whole number").int("is not a whole number").min(1).max(LIMIT_MAX).default(50),
    cursor: z.string().max(8000).optional().describe("nextCursor of the page before"),
  }),
  response: z.strictObject({ data: z.array(entry), nextCursor: z.string().nullable() }),
  fixture: () => ({ query: { limit: "10" } }),
  run: ({ query }, { act, audit }) => audit.list(act, query) as Promise<{ data: z.output<typeof entry>[]; nextCursor: string | null }>,
});

export const verifyAudit = operation({
  id: "identity.audit.verify",
  method: "GET",
  path: "/api/v1/audit/verify",
  summary: "Verify the audit log",
  description: "Walks the hash chain of sealed entries (20,000 at a time, then go on from nextSeq) and says whether any was altered, removed, added or moved. Entries of the last seconds wait for their seal and are counted as unsealed.",
  permission: "audit:read",
  effect: "read",
  query: z.strictObject({ from: z.coerce.number("is not a whole number").int("is not a whole number").min(1).default(1).describe("The first sequence to check") }),
  response: z
    .strictObject({
      status: z.enum(["intact", "broken"]),
      checked: z.int(),
      sealedTo: z.int(),
      unsealed: z.int(),
      erased: z.int().describe("Entries whose personal values were erased; the chain holds without them"),
      nextSeq: z.int().nullable(),
      problem: z.strictObject({ seq: z.int(), reason: z.string() }).nullable(),
    })
    .meta({ id: "AuditVerification" }),
  fixture: () => ({}),
  run: ({ query }, { act, audit }) => audit.verify(act, query.from),
});

export const exportAudit = operation({
  id: "identity.audit.export",
  method: "GET",
  path: "/api/v1/audit/export",
  summary: "Export the audit log",
  description: "As JSON lines or CSV, streamed. Cells that a spreadsheet would run as formulas are marked as text.",
  permission: "audit:export",
  effect: "read",
  query: z.strictObject({ format: z.enum(["csv", "jsonl"]).default("jsonl"), filter }),
  response: z.string(),
  produces: ["text/csv", "application/jsonl"],
  fixture: () => ({ query: { format: "csv" } }),
  async run({ query }, { act, audit }) {
    const page = (cursor: string | undefined) => audit.list(act, { filter: query.filter, limit: EXPORT_PAGE, cursor });
    // Asked for once before the answer begins, so that a wrong filter is a 400 and not a broken file.
    await audit.list(act, { filter: query.filter, limit: 1 });
    const type = query.format === "csv" ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8";
    return new Response(exportStream(query.format, page), { headers: { "content-type": type, "content-disposition": `attachment; filename="audit.${query.format}"` } });
  },
});

export const auditOperations = [listAudit, verifyAudit, exportAudit] as const;
