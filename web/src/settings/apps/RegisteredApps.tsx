import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { membersQuery } from "../../api/session";
import { can } from "../../app/can";
import { showToast } from "../../app/toasts";
import { useSession } from "../../app/useSession";
import { ApiCall } from "../../ui/ApiCall";
import { Time } from "../../ui/Time";
import { Confirm } from "../Confirm";
import { type App, appGrantsQuery, appsQuery } from "../queries";
import { Row, Rows } from "../Rows";
import { Part } from "../SettingsPage";
import { type MadeApp, NewApp } from "./NewApp";
import { RegisterApp } from "./RegisterApp";

/** The workspace's own apps: those that its people can allow to act for them. */
export function RegisteredApps() {
  const { t } = useLingui();
  const mayWrite = can(useSession(), "apps:write");
  const apps = useQuery(appsQuery);
  const [registering, setRegistering] = useState(false);
  const [deleting, setDeleting] = useState<App | null>(null);
  const [made, setMade] = useState<MadeApp | null>(null);
  return (
    <Part
      title={<Trans>Registered by the workspace</Trans>}
      intro={<Trans>Apps that people of this workspace can allow to act for them, by OAuth 2.1.</Trans>}
      actions={
        mayWrite ? (
          <button type="button" className="button button-primary" onClick={() => setRegistering(true)}>
            <Plus size={15} aria-hidden="true" />
            <Trans>Register an app</Trans>
          </button>
        ) : null
      }
    >
      {made ? <NewApp key={made.id} app={made} onClose={() => setMade(null)} /> : null}
      <Rows query={apps} label={t`Registered apps`} rows={apps.data?.data ?? []} empty={<Trans>No apps are registered yet.</Trans>}>
        {(app) => <AppRow key={app.id} app={app} onDelete={mayWrite ? () => setDeleting(app) : null} />}
      </Rows>
      <ApiCall request={wireRequest("identity.apps.list")} />
      {registering ? <RegisterApp onMade={setMade} onClose={() => setRegistering(false)} /> : null}
      {deleting ? <DeleteApp app={deleting} onClose={() => setDeleting(null)} /> : null}
    </Part>
  );
}

function AppRow({ app: { id, name, redirectUris, confidential, createdBy, createdAt, people }, onDelete }: { app: App; onDelete: (() => void) | null }) {
  const { t } = useLingui();
  const members = useQuery(membersQuery);
  const by = members.data?.get(createdBy ?? "")?.name;
  return (
    <Row
      title={
        <>
          {name}
          <span className="tag">{confidential ? <Trans>Confidential</Trans> : <Trans>Public</Trans>}</span>
        </>
      }
      facts={
        <>
          <code>{id}</code>
          {redirectUris.map((address) => (
            <span key={address}>{address}</span>
          ))}
          <span>
            <Trans>
              registered <Time at={createdAt} />
            </Trans>
          </span>
          {by === undefined ? null : (
            <span>
              <Trans>by {by}</Trans>
            </span>
          )}
        </>
      }
      end={<Plural value={people} _0="allowed by nobody" one="allowed by # person" other="allowed by # people" />}
      menu={
        onDelete ? (
          <button type="button" className="button button-ghost button-small" onClick={onDelete} aria-label={t`Delete the app ${name}`}>
            <Trans>Delete…</Trans>
          </button>
        ) : null
      }
    />
  );
}

function DeleteApp({ app: { id, name, people }, onClose }: { app: App; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const params = { id };
  const run = async () => {
    await call("identity.apps.delete", { params });
    await Promise.all([appsQuery, appGrantsQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })));
    showToast(t`The app ${name} is deleted.`);
  };
  return (
    <Confirm title={t`Delete the app ${name}?`} confirm={<Trans>Delete</Trans>} request={wireRequest("identity.apps.delete", { params })} run={run} onClose={onClose}>
      <Plural
        value={people}
        _0="Nobody has allowed it, so nobody loses anything."
        one="# person has allowed it: for them it is refused with its next request, everywhere."
        other="# people have allowed it: for all of them it is refused with its next request, everywhere."
      />{" "}
      <Trans>Its client id is never given again. It cannot be undone.</Trans>
    </Confirm>
  );
}
