/** The outbox of mails, as the workspace's owner sees it. */
import * as z from "zod";
import { idPattern } from "#kit/ids";
import { MAIL_KINDS } from "#kit/mail";
import { operationsOf } from "#kit/operation";
import type { MailOutbox } from "./outbox";

const operation = operationsOf<{ mail: MailOutbox }>();

const mailView = z
  .strictObject({
    id: z.string().regex(idPattern("mail")),
    kind: z.enum(MAIL_KINDS),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    status: z.enum(["stored", "sent", "failed"]).describe("stored: kept here and no further; sent: a provider took it; failed: it did not"),
    at: z.iso.datetime(),
  })
  .meta({ id: "Mail" });

export const listMails = operation({
  id: "identity.mails.list",
  method: "GET",
  path: "/api/v1/mails",
  summary: "List the mails that were sent",
  description: "The newest 200 of the last thirty days. Links that carry a secret are shown only where the installation is somebody's own machine (MAIL_LINKS).",
  permission: "settings:read",
  effect: "read",
  response: z.strictObject({ data: z.array(mailView), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, mail }) => ({ data: await mail.list(act.tenant), nextCursor: null }),
});

export const mailOperations = [listMails] as const;
