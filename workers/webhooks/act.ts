/** Who acts where nobody called: the part of the system that delivers. */
import type { Act } from "#kit/context";

export type WaitUntil = (work: Promise<unknown>) => void;

/** @param waitUntil of the event that is handled: what is announced is gathered for a moment, beyond the act */
export function systemAct(tenantId: string, operation: string, now: number, waitUntil: WaitUntil): Act {
  return {
    tenant: { id: tenantId, slug: "", name: "", timeZone: "UTC", limits: {}, brand: "tenant" },
    principal: { kind: "system", id: "webhooks", memberId: null, role: null, permissions: new Set(), sessionId: null, keyId: null, perMinute: null },
    actor: { kind: "system", id: "webhooks" },
    operation,
    cause: {},
    requestId: crypto.randomUUID(),
    now,
    depth: 0,
    idempotency: null,
    alongside: null,
    ifMatch: null,
    request: null,
    waitUntil,
  };
}
