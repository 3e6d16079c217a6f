import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { Fragment } from "react";
import type { ResponseOf } from "../api/client";
import { wireRequest } from "../api/request";
import { Time } from "../ui/Time";
import { mailsQuery } from "./queries";
import { Rows } from "./Rows";
import { SettingsPage } from "./SettingsPage";

type Mail = ResponseOf<"identity.mails.list">["data"][number];

/** The stored outbox: what the workspace wrote to whom, whether or not a provider took it further. */
export function MailPage() {
  const { t } = useLingui();
  const mails = useQuery(mailsQuery);
  return (
    <SettingsPage
      title={t`Mail`}
      intro={<Trans>The newest mails of the last thirty days. Links that open something are shown on one's own machine alone.</Trans>}
      request={wireRequest("identity.mails.list")}
    >
      <Rows query={mails} label={t`Mails`} rows={mails.data?.data ?? []} empty={<Trans>Nothing was sent yet. Invitations and links for new passwords will stand here.</Trans>}>
        {(mail) => <MailRow key={mail.id} mail={mail} />}
      </Rows>
    </SettingsPage>
  );
}

function MailRow({ mail }: { mail: Mail }) {
  const { t } = useLingui();
  const states = { stored: t`stored`, sent: t`sent`, failed: t`failed` };
  return (
    <li>
      <details className="role">
        <summary className="row">
          <ChevronRight size={15} aria-hidden="true" className="role-mark" />
          <div className="row-main">
            <p className="row-title">{mail.subject}</p>
            <p className="note row-facts">
              <span>
                <Trans>to {mail.to}</Trans>
              </span>
              <span className={mail.status === "failed" ? "row-alert" : undefined}>{states[mail.status]}</span>
            </p>
          </div>
          <div className="row-end">
            <Time at={mail.at} />
          </div>
        </summary>
        <p className="role-inside mail-text pre-line">
          <Linked text={mail.text} />
        </p>
      </details>
    </li>
  );
}

const LINK = /(https?:\/\/\S+)/;

/** Text whose links can be followed. */
function Linked({ text }: { text: string }) {
  return text.split(LINK).map((part, index) =>
    LINK.test(part) ? (
      <a key={`${index}${part}`} href={part}>
        {part}
      </a>
    ) : (
      <Fragment key={`${index}${part}`}>{part}</Fragment>
    ),
  );
}
