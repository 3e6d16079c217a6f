import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client";
import { wireRequest } from "../api/request";
import { Confirm } from "./Confirm";
import { showToast } from "../app/toasts";
import { Time } from "../ui/Time";
import { type SignedInSession, sessionsQuery } from "./queries";
import { Row, Rows } from "./Rows";
import { SettingsPage } from "./SettingsPage";

/** Where one is signed in, and ending that. */
export function SessionsPage() {
  const { t } = useLingui();
  const sessions = useQuery(sessionsQuery);
  const [ending, setEnding] = useState<SignedInSession | "others" | null>(null);
  const rows = (sessions.data?.data ?? []).toSorted((one, other) => Number(other.current) - Number(one.current) || other.lastSeenAt.localeCompare(one.lastSeenAt));
  return (
    <SettingsPage
      title={t`Sessions`}
      intro={<Trans>Every browser that is signed in as you. End one that you do not know, then change your password.</Trans>}
      request={wireRequest("identity.sessions.list")}
      actions={
        rows.length > 1 ? (
          <button type="button" className="button button-plain" onClick={() => setEnding("others")}>
            <Trans>End all others…</Trans>
          </button>
        ) : null
      }
    >
      <Rows query={sessions} label={t`Sessions`} rows={rows} empty={<Trans>You are signed in nowhere.</Trans>}>
        {(session) => <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />}
      </Rows>
      {ending === null ? null : <EndSession which={ending} onClose={() => setEnding(null)} />}
    </SettingsPage>
  );
}

function useDevice(): (session: SignedInSession) => string {
  const { t } = useLingui();
  return ({ device }) => device ?? t`An unknown device`;
}

function SessionRow({ session, onEnd }: { session: SignedInSession; onEnd: () => void }) {
  const { t } = useLingui();
  const name = useDevice()(session);
  const Icon = /iOS|Android|iPhone|iPad/.test(name) ? Smartphone : Monitor;
  return (
    <Row
      lead={<Icon size={18} aria-hidden="true" />}
      title={
        <>
          <span title={session.userAgent}>{name}</span>
          {session.current ? (
            <span className="tag tag-here">
              <Trans>This one</Trans>
            </span>
          ) : null}
        </>
      }
      facts={
        <>
          <span>{session.place ?? session.address ?? t`from an unknown place`}</span>
          <span>
            <Trans>
              signed in <Time at={session.createdAt} />
            </Trans>
          </span>
        </>
      }
      end={
        <Trans>
          seen <Time at={session.lastSeenAt} />
        </Trans>
      }
      menu={
        session.current ? null : (
          <button type="button" className="button button-ghost button-small" onClick={onEnd} aria-label={t`End the session of ${name}`}>
            <Trans>End…</Trans>
          </button>
        )
      }
    />
  );
}

function EndSession({ which, onClose }: { which: SignedInSession | "others"; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const deviceOf = useDevice();
  const device = which === "others" ? "" : deviceOf(which);
  const params = which === "others" ? undefined : { id: which.id };
  const run = async () => {
    await (params === undefined ? call("identity.sessions.delete_others", {}) : call("identity.sessions.delete", { params }));
    await client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    showToast(which === "others" ? t`All your other sessions ended.` : t`The session of ${device} ended.`);
  };
  return (
    <Confirm
      title={which === "others" ? t`End all your other sessions?` : t`End the session of ${device}?`}
      confirm={<Trans>End</Trans>}
      request={params === undefined ? wireRequest("identity.sessions.delete_others") : wireRequest("identity.sessions.delete", { params })}
      run={run}
      onClose={onClose}
    >
      {which === "others" ? (
        <Trans>You stay signed in here. Every other browser must sign in again with its next click.</Trans>
      ) : (
        <Trans>That browser must sign in again with its next click, and everything made from its session ends with it.</Trans>
      )}
    </Confirm>
  );
}
