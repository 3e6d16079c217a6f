/** Tells a tenant's sealer that entries wait, at most every 30 seconds from one isolate: a word a request would cost more than the seal. */
import { logger } from "#kit/log";
import type { Audited } from "#kit/work";

const EVERY_MS = 30_000;
const TENANTS_MAX = 1_000;
const log = logger("audit");

export function audited(arm: (tenantId: string) => Promise<void>): Audited {
  const told = new Map<string, number>();
  return (tenantId, now, waitUntil) => {
    if (now - (told.get(tenantId) ?? 0) < EVERY_MS) return;
    if (told.size >= TENANTS_MAX) told.clear();
    told.set(tenantId, now);
    waitUntil(arm(tenantId).catch((error: unknown) => log.error("audit.arm.failed", error)));
  };
}
