import type { Load } from "./load.ts";

/** Where the two servers are, and what they may be asked with. */
export type Sides = { product: string; floor: string; apiKey: string; tenantId: string; leadId: string };

type Request = Pick<Load, "url" | "method" | "headers" | "expected"> & { body?: string };

/** A case of the product and the floor it is measured against, by name. */
export type Case = { name: string; target: number; product: Request; floor: string };

const JSON_TYPE = { "content-type": "application/json" };
const NEW_LEAD = JSON.stringify({ firstName: "Maria", lastName: "Lopez", email: "maria.lopez.{n}@basalt.example", company: "Basalt Foods", source: "webinar" });
const COMMAND = JSON.stringify({ command: "add Maria Lopez of Basalt Foods, maria.lopez.{n}@basalt.example, as a lead from the webinar" });

/** The floors, each a bare route doing one thing. */
export function floors({ floor, tenantId, leadId }: Sides): Record<string, Request> {
  return {
    live: { method: "GET", url: `${floor}/live`, headers: {} },
    read: { method: "GET", url: `${floor}/leads/${tenantId}/${leadId}`, headers: {} },
    gated: { method: "GET", url: `${floor}/gated`, headers: {} },
    insert: { method: "POST", url: `${floor}/leads/${tenantId}`, headers: JSON_TYPE, body: NEW_LEAD },
  };
}

/** Bodies that are refused before they are built, by what they are; and one of the same size that is not hostile, to compare. */
export function hostile({ product, apiKey }: Sides): Record<string, Request> {
  const request = (body: string, expected: number): Request => ({ method: "POST", url: `${product}/api/leads`, headers: { authorization: `Bearer ${apiKey}`, ...JSON_TYPE }, body, expected });
  return {
    "100,000 levels deep": request("[".repeat(100_000) + "]".repeat(100_000), 400),
    "1,000,000 items": request(`[${",".repeat(1_000_000)}]`, 413),
    "1 MB of one text": request(JSON.stringify({ notes: "x".repeat(1_000_000) }), 400),
  };
}

/** What is measured, with the most that it may cost in terms of its floor. */
export function cases({ product, apiKey, leadId }: Sides): Case[] {
  const caller = { authorization: `Bearer ${apiKey}` };
  return [
    { name: "GET /health/live", target: 1.5, floor: "live", product: { method: "GET", url: `${product}/health/live`, headers: {} } },
    { name: "GET /api/leads/:id", target: 1.7, floor: "read", product: { method: "GET", url: `${product}/api/leads/${leadId}`, headers: caller } },
    { name: "POST /api/leads", target: 2, floor: "insert", product: { method: "POST", url: `${product}/api/leads`, headers: { ...caller, ...JSON_TYPE }, body: NEW_LEAD } },
    { name: "POST /webhook/router", target: 4, floor: "insert", product: { method: "POST", url: `${product}/webhook/router`, headers: { ...caller, ...JSON_TYPE }, body: COMMAND } },
  ];
}
