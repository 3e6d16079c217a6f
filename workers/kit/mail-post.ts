/** Mail over the JSON interface of a provider: Resend's or Postmark's, whose shape many others offer too. */
import { EgressError, type Egress } from "./egress";
import type { PostMail } from "./mail";

export const MAIL_SHAPES = ["resend", "postmark"] as const;
export type MailShape = (typeof MAIL_SHAPES)[number];

export type MailProvider = { shape: MailShape; endpoint: string; token: string; from: string };

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 64 * 1024;
const TRIES = 2;

type Message = Parameters<PostMail>[0];

/** The request that a provider takes. https://resend.com/docs/api-reference/emails/send-email, https://postmarkapp.com/developer/api/email-api */
function requestFor({ shape, token, from }: MailProvider, { id, to, subject, text }: Message): { headers: Record<string, string>; body: unknown } {
  const headers = { accept: "application/json", "content-type": "application/json" };
  if (shape === "postmark") {
    const body = { From: from, To: to, Subject: subject, TextBody: text, MessageStream: "outbound", Metadata: { mail: id } };
    return { headers: { ...headers, "x-postmark-server-token": token }, body };
  }
  return { headers: { ...headers, authorization: `Bearer ${token}`, "idempotency-key": id }, body: { from, to: [to], subject, text } };
}

/** An adapter of the port. A provider that is busy or not reached is asked once more, under the same id where it knows such. */
export function mailPoster(egress: Egress, provider: MailProvider): PostMail {
  return async (message) => {
    const { headers, body } = requestFor(provider, message);
    for (let tried = 1; ; tried += 1) {
      const status = await ask(egress, provider.endpoint, headers, JSON.stringify(body));
      if (status !== null && status < 300) return;
      if (tried >= TRIES || (status !== null && status < 500 && status !== 429)) {
        throw new Error(status === null ? "the mail provider was not reached" : `the mail provider answered ${status}`);
      }
    }
  };
}

/** The status that was answered; null where no answer came. */
async function ask(egress: Egress, endpoint: string, headers: Record<string, string>, body: string): Promise<number | null> {
  try {
    const answer = await egress(endpoint, { method: "POST", headers, body, timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_BYTES_MAX });
    await answer.arrayBuffer();
    return answer.status;
  } catch (error) {
    // Where it must not be called, asking again changes nothing.
    if (error instanceof EgressError && error.reason !== "url_blocked") return null;
    throw error;
  }
}
