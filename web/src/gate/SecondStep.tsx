import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { call } from "../api/client";
import type { Session } from "../api/session";
import { usePage } from "../app/usePage";
import { Failure } from "../ui/Failure";
import { TextField } from "../ui/TextField";
import { typedText } from "../ui/text";
import { Gate } from "./Gate";

/** After the password: a code of the authenticator, or a recovery code where that is lost. */
export function SecondStep({ onEntered, onBack }: { onEntered: (session: Session) => Promise<void>; onBack: () => void }) {
  const { t } = useLingui();
  const heading = usePage(t`Second factor`, { focus: false });
  const [recovery, setRecovery] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const complete = useMutation({
    mutationFn: (typed: string) => call("identity.session.second_factor", { body: recovery ? { recoveryCode: typed } : { code: typed.replaceAll(" ", "") } }),
    onSuccess: onEntered,
    onError: () => input.current?.select(),
  });
  useEffect(() => input.current?.focus(), [recovery]);
  return (
    <Gate onSubmit={(form) => complete.mutate(typedText(form, "code").trim())}>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          <Trans>Second factor</Trans>
        </h1>
        <p className="quiet">{recovery ? <Trans>Type one of the recovery codes that you kept. It works once.</Trans> : <Trans>Type the code that your authenticator shows.</Trans>}</p>
      </div>
      {complete.error ? <Failure error={complete.error} /> : null}
      <TextField
        key={recovery ? "recovery" : "code"}
        ref={input}
        label={recovery ? t`Recovery code` : t`Code of six digits`}
        name="code"
        inputMode={recovery ? "text" : "numeric"}
        autoComplete={recovery ? "off" : "one-time-code"}
        spellCheck={false}
        required
      />
      <button type="submit" className="button button-primary" disabled={complete.isPending}>
        <Trans>Sign in</Trans>
      </button>
      <p className="gate-links">
        <button type="button" className="link" onClick={() => setRecovery(!recovery)}>
          {recovery ? <Trans>Use the authenticator</Trans> : <Trans>Use a recovery code</Trans>}
        </button>
        <button type="button" className="link" onClick={onBack}>
          <Trans>Start again</Trans>
        </button>
      </p>
    </Gate>
  );
}
