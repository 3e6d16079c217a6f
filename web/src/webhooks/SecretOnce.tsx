import { Trans } from "@lingui/react/macro";
import { Code } from "../ui/ApiCall";

/** A secret that was just made. It is nowhere else, and after this panel nowhere at all. */
export function SecretOnce({ secret }: { secret: string }) {
  return (
    <div className="notice" role="status">
      <p>
        <Trans>This is the secret that signs. Copy it now: it is shown this once.</Trans>
      </p>
      <Code text={secret} />
    </div>
  );
}
