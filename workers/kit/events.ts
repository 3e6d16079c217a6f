/** The registry of events, and the one envelope in which they travel: outbox, webhooks, workflow triggers. */
import type { Act } from "./context";
import { newId } from "./ids";

export const EVENT_TYPES = [
  "lead.created", "lead.updated", "lead.deleted", "lead.restored",
  "contact.created", "contact.updated", "contact.deleted", "contact.restored",
  "company.created", "company.updated", "company.deleted", "company.restored",
  "member.created", "member.updated", "member.deleted", "member.restored",
  "role.created", "role.updated", "role.deleted",
  "invitation.created", "invitation.resent", "invitation.revoked", "invitation.accepted",
  "api_key.created", "api_key.rotated", "api_key.revoked",
  "app.created", "app.deleted", "grant.revoked",
  "webhook_endpoint.created", "webhook_endpoint.updated", "webhook_endpoint.deleted", "webhook_endpoint.restored",
  "webhook_endpoint.tested", "webhook_endpoint.paused", "webhook_endpoint.disabled",
  "webhook_source.created", "webhook_source.updated", "webhook_source.deleted", "webhook_source.restored",
  "webhook.received",
  "deal.created", "deal.updated", "deal.deleted", "deal.restored", "deal.stage_changed", "deal.won", "deal.lost",
  "note.added", "note.updated", "note.deleted", "note.restored",
  "task.created", "task.updated", "task.deleted", "task.restored", "task.completed",
  "lead.converted",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export type EventData = {
  /** The record after the change, as the API shows it. */
  object: Record<string, unknown>;
  /** Names of the fields that changed; empty for a creation. */
  changed: string[];
  /** Their values before. */
  previous: Record<string, unknown>;
};

export type Envelope = {
  id: string;
  type: EventType;
  tenant: string;
  occurredAt: string;
  actor: { kind: string; id: string };
  data: EventData;
  cause: { request?: string; run?: string; event?: string };
};

/** @param now epoch milliseconds of the change */
export function envelope(act: Act, type: EventType, data: EventData, now: number): Envelope {
  return {
    id: newId("event", now),
    type,
    tenant: act.tenant.id,
    occurredAt: new Date(now).toISOString(),
    actor: act.actor,
    data,
    cause: act.cause,
  };
}
