import { useLingui } from "@lingui/react/macro";
import { TextField } from "../ui/TextField";

/** A password to choose. */
export function PasswordField({ problem }: { problem: string | undefined }) {
  const { t } = useLingui();
  return (
    <TextField
      label={t`Password`}
      name="password"
      type="password"
      autoComplete="new-password"
      minLength={10}
      required
      hint={t`At least 10 characters. A phrase is easier to remember than signs.`}
      problem={problem}
    />
  );
}
