import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type ResponseOf, call } from "../api/client";
import { Failure } from "../ui/Failure";

export type AppRequest = ResponseOf<"identity.app_requests.get">;

/** Goes where the answer says: back to the app, which is no page of ours. */
const leave = (address: string) => window.location.assign(address);

export function Decision({ request, heading }: { request: AppRequest; heading: React.RefObject<HTMLHeadingElement | null> }) {
  const { client, redirect, workspaces } = request;
  const [chosen, choose] = useState(() => (workspaces.find(({ current }) => current) ?? workspaces[0])?.id);
  const workspace = workspaces.find(({ id }) => id === chosen);
  const decision = useMutation({
    mutationFn: (allow: boolean) =>
      call("identity.app_requests.decide", {
        params: { id: request.id },
        body: { allow, ...(allow && workspace ? { workspaceId: workspace.id } : {}) },
      }),
    onSuccess: ({ redirectTo }) => leave(redirectTo),
  });
  const gone = decision.isPending || decision.isSuccess;
  const { name } = client;
  return (
    <form
      className="gate-form"
      onSubmit={(event) => {
        event.preventDefault();
        decision.mutate(true);
      }}
    >
      <div>
        <h1 ref={heading} tabIndex={-1}>
          <Trans>Allow {name}?</Trans>
        </h1>
        <p className="quiet">
          <Who request={request} />
        </p>
      </div>
      {redirect.assured ? null : <Unproven request={request} />}
      {workspaces.length > 1 ? <Workspaces workspaces={workspaces} chosen={chosen} choose={choose} /> : null}
      {workspace ? <Scopes request={request} held={workspace.held} workspace={workspace.name} /> : <NoWorkspace />}
      {decision.error ? <Failure error={decision.error} /> : null}
      <div className="consent-actions">
        <button type="button" className="button button-plain" disabled={gone} onClick={() => decision.mutate(false)}>
          <Trans>Refuse</Trans>
        </button>
        <button type="submit" className="button button-primary" disabled={gone || workspace === undefined}>
          <Trans>Allow</Trans>
        </button>
      </div>
      <p className="note">
        <Trans>
          Then you go on to <strong>{redirect.host}</strong>. You can take the access away at any time.
        </Trans>
      </p>
    </form>
  );
}

/** Who vouches for the app, in one sentence. */
function Who({ request: { client } }: { request: AppRequest }) {
  const { host } = client;
  if (client.kind === "document") return <Trans>An app of <strong>{host}</strong> wants to act for you.</Trans>;
  if (client.kind === "workspace") return <Trans>An app that an admin of your workspace registered wants to act for you.</Trans>;
  return <Trans>An app wants to act for you. It chose its name itself.</Trans>;
}

function Unproven({ request: { redirect } }: { request: AppRequest }) {
  return (
    <div className="notice" role="note">
      {redirect.loopback ? (
        <Trans>It runs on this computer, where any program can say that it is this app. Go on only if you have just started it yourself.</Trans>
      ) : (
        <Trans>Nobody has checked who makes this app. Go on only if you have just started this yourself.</Trans>
      )}
    </div>
  );
}

type WorkspacesProps = { workspaces: AppRequest["workspaces"]; chosen: string | undefined; choose: (id: string) => void };

function Workspaces({ workspaces, chosen, choose }: WorkspacesProps) {
  return (
    <fieldset className="consent-places">
      <legend className="field-label">
        <Trans>In which workspace?</Trans>
      </legend>
      {workspaces.map(({ id, name }) => (
        <label key={id} className="consent-place">
          <input type="radio" name="workspace" checked={id === chosen} onChange={() => choose(id)} />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

function Scopes({ request, held, workspace }: { request: AppRequest; held: readonly string[]; workspace: string }) {
  const { t } = useLingui();
  return (
    <section>
      <h2 className="field-label">
        <Trans>In {workspace} it could, for you:</Trans>
      </h2>
      <ul className="consent-scopes" aria-label={t`What the app could do`}>
        {request.scopes.map(({ scope, allows }) => (
          <li key={scope} className={held.includes(scope) ? undefined : "consent-lacking"}>
            <span>{allows.join(" · ")}</span>
            <span className="note">
              <code>{scope}</code>
              {held.includes(scope) ? null : (
                <>
                  {" "}
                  <Trans>You may not do this yourself here, so neither may the app.</Trans>
                </>
              )}
            </span>
          </li>
        ))}
        {request.offline ? (
          <li>
            <Trans>Go on while you are away, until you take the access away</Trans>
          </li>
        ) : null}
        {request.scopes.length === 0 ? (
          <li>
            <Trans>Nothing but know that you allowed it</Trans>
          </li>
        ) : null}
      </ul>
    </section>
  );
}

function NoWorkspace() {
  return (
    <div className="notice" role="alert">
      <Trans>This app belongs to a workspace that you are not a member of. You can only refuse.</Trans>
    </div>
  );
}
