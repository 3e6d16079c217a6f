/** The consumer of due deliveries: it makes the requests. Each message stands for itself; all of a batch run side by side. */
import { EgressError, type Egress } from "#kit/egress";
import { logger } from "#kit/log";
import type { Metrics } from "#kit/metrics";
import type { Secret } from "#kit/secret";
import type { WaitUntil } from "./act";
import type { Report } from "./health";
import type { Claimed, DeliveryMessage, Ending, Ledger } from "./ledger";
import { retryAfterMs } from "./schedule";
import { signatureOf } from "./signing";

/** From the call to the end of the answer. Milliseconds. */
export const TIMEOUT_MS = 15_000;
/** An answer that says it is longer is a failure; of any other the beginning is read. Bytes. */
const ANSWER_BYTES_MAX = 1024 * 1024;
/** What is kept of an answer. Characters. */
export const EXCERPT_MAX = 1_000;
const GONE = 410;
const SECRETS_KEPT = 500;
const AGENT = "Pilothouse-Webhooks/1.0";

const log = logger("webhooks");

export type DeliverParts = {
  ledger: Pick<Ledger, "claim" | "settle">;
  egress: Egress;
  secret: (tenant: string, id: string) => Promise<Secret | null>;
  report(tenant: string, endpoint: string, reports: Report[]): Promise<void>;
  /** Disables an endpoint, with its event. Safe to repeat. */
  disable(tenant: string, endpoint: string, reason: string, waitUntil: WaitUntil): Promise<void>;
  metrics: Pick<Metrics, "count">;
  now: () => number;
  random: () => number;
};

/** @param waitUntil the requests run on there, so that the next batch waits for no receiver */
export type Deliver = (messages: readonly { body: DeliveryMessage; ack(): void }[], waitUntil: WaitUntil) => Promise<void>;

/** Each message is acknowledged once it is claimed. What fails after that is found again by the endpoint's object. */
export function deliverer(parts: DeliverParts): Deliver {
  const secretOf = remembered(parts.secret);

  const attempt = async (claimed: Claimed, waitUntil: WaitUntil): Promise<void> => {
    const secrets = await Promise.all(claimed.secretIds.map((id) => secretOf(claimed.tenant, id)));
    const ending = await request(parts, claimed, secrets.filter((secret) => secret !== null));
    if (ending.outcome === "gone") await parts.disable(claimed.tenant, claimed.endpoint, "It answered 410 Gone.", waitUntil);
    const nextAt = await parts.ledger.settle(claimed, ending, parts.now(), parts.random());
    parts.metrics.count("pilothouse_webhook_attempts_total", { outcome: ending.outcome });
    const { delivery, number } = claimed;
    await parts.report(claimed.tenant, claimed.endpoint, [{ delivery, number, outcome: ending.outcome, retryAfterMs: ending.retryAfterMs, nextAt }]);
  };

  return async (messages, waitUntil) => {
    const claimed = await parts.ledger.claim(messages.map(({ body }) => body), parts.now());
    const keyOf = ({ delivery, number }: DeliveryMessage) => `${delivery} ${number}`;
    const byKey = new Map(claimed.map((one) => [keyOf(one), one]));
    for (const message of messages) {
      const key = keyOf(message.body);
      const one = byKey.get(key);
      // The same message twice in one batch is one claim.
      byKey.delete(key);
      if (one !== undefined) waitUntil(attempt(one, waitUntil).catch((error: unknown) => log.error("webhook.attempt.failed", error, { tenant: one.tenant, delivery: one.delivery })));
      message.ack();
    }
  };
}

async function request({ egress, now }: DeliverParts, claimed: Claimed, secrets: Secret[]): Promise<Ending> {
  const started = now();
  const ended = (rest: Partial<Ending>): Ending => ({ outcome: "failed", status: null, error: null, response: null, retryAfterMs: null, ...rest, latencyMs: Math.max(0, now() - started) });
  if (secrets.length === 0) return ended({ error: "The endpoint's secret could not be read. Rotate it." });
  const timestamp = Math.floor(started / 1000);
  const headers = {
    "content-type": "application/json",
    "user-agent": AGENT,
    "webhook-id": claimed.messageId,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": await signatureOf(secrets, claimed.messageId, timestamp, claimed.body),
  };
  try {
    const answer = await egress(claimed.url, { method: "POST", headers, body: claimed.body, timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_BYTES_MAX });
    const { status } = answer;
    return ended({
      outcome: answer.ok ? "delivered" : status === GONE ? "gone" : "failed",
      status,
      response: await excerptOf(answer),
      retryAfterMs: retryAfterMs(answer.headers.get("retry-after"), now()),
    });
  } catch (error) {
    return ended({ error: error instanceof EgressError ? error.message : "The request could not be made." });
  }
}

/** The beginning of an answer, as text without control characters. The status has come: what fails here changes nothing. */
async function excerptOf(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  const reader = answer.body?.getReader();
  try {
    while (reader !== undefined && text.length < EXCERPT_MAX) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value as Uint8Array, { stream: true });
    }
  } catch {
    // The other side stopped in the middle of its answer.
  }
  void reader?.cancel().catch(() => undefined);
  return text.slice(0, EXCERPT_MAX).replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, " ");
}

/** Secrets by their ids, under which they never change: opening one costs a round trip. */
function remembered(read: DeliverParts["secret"]): DeliverParts["secret"] {
  const kept = new Map<string, Secret>();
  return async (tenant, id) => {
    const key = `${tenant} ${id}`;
    const found = kept.get(key) ?? (await read(tenant, id));
    if (found === null) return null;
    if (kept.size >= SECRETS_KEPT) kept.delete(kept.keys().next().value as string);
    kept.set(key, found);
    return found;
  };
}
