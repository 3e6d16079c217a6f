/** The one port through which the product sends mail to a person about their account. Its adapters are chosen in services.ts. */

import type { Act } from "./context";

export const MAIL_KINDS = ["verification", "known_address", "password_reset", "password_changed", "security_changed", "invitation", "notice"] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

export type Mail = {
  kind: MailKind;
  /** A canonical address (kit/email). */
  to: string;
  subject: string;
  /** Plain text; `{link}` stands where the link goes. */
  text: string;
  /** An address that carries a secret; kept out of what is stored unless the installation shows links. */
  link?: string;
  /** The workspace whose business it is; null before there is one. */
  tenantId: string | null;
};

/** Sends, or keeps what could not be sent. It never throws: an answer must not tell who has a mailbox. */
export type SendMail = (act: Act, mail: Mail) => Promise<void>;

/** Hands a mail to the outside world. Rejects when it was not taken. */
export type PostMail = (mail: { id: string; to: string; subject: string; text: string }) => Promise<void>;

/** A subject or a name in one: one line, of a length that mail programs show. */
export function mailLine(text: string, max = 120): string {
  const line = text.toWellFormed().replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}
