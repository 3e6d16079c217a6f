/** The stored outbox: every mail leaves a row that the workspace's owner can see, whether or not a provider takes it further. */
import type { Act, Tenant } from "#kit/context";
import { newId } from "#kit/ids";
import { logger } from "#kit/log";
import { mailLine, type Mail, type MailKind, type PostMail, type SendMail } from "#kit/mail";
import type { Row, Store } from "#kit/work";

const KEPT_MS = 30 * 24 * 3600_000;
/** Mails kept of one workspace; the oldest go first. */
export const MAILS_MAX = 500;
const LISTED_MAX = 200;
/** Whose mails are those from before a workspace. */
const NOBODY = "";
const LINK_HIDDEN = "[the link is not stored]";

const log = logger("mail");

export type MailView = { id: string; kind: MailKind; to: string; subject: string; text: string; status: "stored" | "sent" | "failed"; at: string };
export type MailOutbox = { send: SendMail; list(tenant: Tenant): Promise<MailView[]> };

/**
 * @param post hands a mail to the provider; null where the outbox is the end of the way
 * @param showLinks whether stored mails keep their links, and mails of no workspace are shown to every owner: on one's own machine only
 */
export function mailOutbox(store: Store, post: PostMail | null, showLinks: boolean): MailOutbox {
  const deliver = async (act: Act, tenantId: string, id: string, mail: Mail): Promise<void> => {
    if (post === null) return;
    const taken = await post({ id, to: mail.to, subject: mailLine(mail.subject), text: withLink(mail, mail.link) }).then(
      () => true,
      (error: unknown) => (log.error("mail.failed", error, { mail: id }), false),
    );
    const sql = "update mails set status = ? where tenant_id = ? and id = ?";
    await store.commit(act, { statements: [{ sql, params: [taken ? "sent" : "failed", tenantId, id] }], events: [] });
  };

  return {
    async send(act, mail) {
      const id = newId("mail", act.now);
      const tenantId = mail.tenantId ?? NOBODY;
      try {
        const text = withLink(mail, showLinks ? mail.link : LINK_HIDDEN);
        const insert = "insert into mails (tenant_id, id, kind, recipient, subject, text, status, created_at) values (?, ?, ?, ?, ?, ?, 'stored', ?)";
        const statements = [{ sql: insert, params: [tenantId, id, mail.kind, mail.to, mailLine(mail.subject), text, act.now] }, ...pruned(tenantId, act.now)];
        await store.commit(act, { statements, events: [] });
        await deliver(act, tenantId, id, mail);
      } catch (error) {
        log.error("mail.failed", error, { mail: id });
      }
    },

    async list(tenant) {
      const sql = `select * from mails where tenant_id in (?, ?) order by id desc limit ${LISTED_MAX}`;
      const rows = await store.read({ sql, params: [tenant.id, showLinks ? NOBODY : tenant.id] });
      return rows.map(viewOf);
    },
  };
}

/** Takes away what is too old or too much. */
function pruned(tenantId: string, now: number) {
  return [
    { sql: "delete from mails where tenant_id = ? and created_at < ?", params: [tenantId, now - KEPT_MS] },
    { sql: `delete from mails where tenant_id = ? and id <= (select id from mails where tenant_id = ? order by id desc limit 1 offset ${MAILS_MAX})`, params: [tenantId, tenantId] },
  ];
}

/** A function as replacement: a link must not be read as a pattern of replace(). */
function withLink(mail: Mail, link: string | undefined): string {
  return mail.text.replace("{link}", () => link ?? "");
}

function viewOf(row: Row): MailView {
  return {
    id: row["id"] as string,
    kind: row["kind"] as MailKind,
    to: row["recipient"] as string,
    subject: row["subject"] as string,
    text: row["text"] as string,
    status: row["status"] as MailView["status"],
    at: new Date(row["created_at"] as number).toISOString(),
  };
}
