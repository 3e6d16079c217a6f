import "./words";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client";
import { type Session, securityQuery, sessionQuery } from "../api/session";
import { Dialog } from "../app/Dialog";
import { useSession } from "../app/useSession";
import { passkeysWork, signInByPasskey, wasLeft } from "../person/passkeys";
import { Failure } from "../ui/Failure";
import { TextField } from "../ui/TextField";

/** Asks for the password, or a passkey, of who is signed in. */
export function FreshDialog({ answer }: { answer: (confirmed: boolean) => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { user, tenant } = useSession();
  const security = useQuery(securityQuery);
  const [password, setPassword] = useState("");
  const onSuccess = (session: Session) => client.setQueryData(sessionQuery.queryKey, session);
  const byPassword = useMutation({ mutationFn: () => call("identity.session.confirm", { body: { password } }), onSuccess });
  const byPasskey = useMutation({ mutationFn: () => confirmByPasskey(user.id, tenant.id), onSuccess });
  const busy = byPassword.isPending || byPasskey.isPending;
  const confirmed = byPassword.isSuccess || byPasskey.isSuccess;
  const error = byPassword.error ?? (wasLeft(byPasskey.error) ? null : byPasskey.error);
  const hasPassword = security.data?.password !== false;
  const hasPasskey = passkeysWork() && (security.data?.passkeys.length ?? 0) > 0;
  return (
    <Dialog label={t`Confirm that it is you`} className="ask" stays done={confirmed} onClose={() => answer(confirmed)}>
      {(close) => (
        <form
          className="ask-form"
          onSubmit={(event) => {
            event.preventDefault();
            byPassword.mutate();
          }}
        >
          <h2>
            <Trans>Confirm that it is you</Trans>
          </h2>
          <p className="quiet">
            <Trans>You signed in more than ten minutes ago, and this is worth asking for. What you began goes on by itself.</Trans>
          </p>
          {error ? <Failure error={error} /> : null}
          {hasPassword ? (
            <>
              <input className="visually-hidden" type="text" autoComplete="username" value={user.email} readOnly tabIndex={-1} aria-hidden="true" />
              <TextField data-first label={t`Password`} type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
            </>
          ) : hasPasskey ? null : (
            <p>
              <Trans>Your account has no password and no passkey here. Sign out and in again, then repeat it.</Trans>
            </p>
          )}
          <div className="ask-actions">
            {hasPassword ? (
              <button type="submit" className="button button-primary" disabled={busy}>
                <Trans>Confirm</Trans>
              </button>
            ) : null}
            {hasPasskey ? (
              <button type="button" className="button button-plain" disabled={busy} onClick={() => byPasskey.mutate()}>
                <Trans>Use a passkey</Trans>
              </button>
            ) : null}
            <button type="button" className="button button-ghost" onClick={close}>
              <Trans>Cancel</Trans>
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** A passkey opens a session of its own: it must be the same person's, and go on where they were. */
async function confirmByPasskey(userId: string, tenantId: string): Promise<Session> {
  const session = await signInByPasskey("optional");
  if (session.user.id !== userId) {
    location.assign("/");
    throw new DOMException("another person's passkey", "AbortError");
  }
  return session.tenant.id === tenantId ? session : call("identity.session.switch", { body: { workspace: tenantId } });
}
