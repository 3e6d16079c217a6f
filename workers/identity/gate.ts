/** What identity asks of the tenant's gate, and tells it. */
import type { Notice } from "#kit/outbox";
import type { AskEpoch } from "./standing";

export type Gate = {
  /** From the next request on, this session or key of the tenant is refused. */
  revoke(tenantId: string, credential: string): Promise<void>;
  /**
   * From the next request on, what was known of the subject's permissions (a member's, a key's, or everybody's) is stale.
   * @param change the id of its event: told twice, it counts once
   */
  changed(tenantId: string, subject: string, change: string): Promise<void>;
  epoch: AskEpoch;
  /** Whether one more try in this bucket is within the limit. */
  allowTry(bucket: string, perMinute: number, burst?: number): Promise<boolean>;
};

/** The subject that stands for all of a tenant. */
export const EVERYBODY = "*";

/** Tells the gates what these committed changes mean for them. Safe to repeat. */
export async function hear(gate: Gate, notices: readonly Notice[]): Promise<void> {
  await Promise.all(notices.map((notice) => tell(gate, notice)));
}

async function tell(gate: Gate, { tenant, id, type, object }: Notice): Promise<void> {
  switch (type) {
    case "member.updated":
    case "member.deleted":
    case "member.restored":
    case "api_key.rotated":
    case "app.deleted":
    case "grant.revoked":
      return gate.changed(tenant, object.id, id);
    case "role.updated":
      return gate.changed(tenant, EVERYBODY, id);
    case "api_key.revoked":
      return gate.revoke(tenant, object.id);
  }
}
