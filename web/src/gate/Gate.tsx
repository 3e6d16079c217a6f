import "./words";
import { Trans } from "@lingui/react/macro";
import type { FormEvent, ReactNode } from "react";
import { Mark } from "../ui/Mark";

type Props = { onSubmit: (form: FormData) => void; after?: ReactNode; children: ReactNode };

/** The frame of the pages before sign-in: brand, one form, one line of help. */
export function Gate({ onSubmit, after, children }: Props) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <div className="gate">
      <header className="gate-brand">
        <Mark size={22} />
        Pilothouse
      </header>
      <main className="gate-form-place">
        <div className="gate-inside">
          <form className="gate-form" onSubmit={submit}>
            {children}
          </form>
          {after}
        </div>
      </main>
      <footer className="gate-foot note">
        <Trans>
          Building on it? <a href="/docs">Read the API reference</a>.
        </Trans>
      </footer>
    </div>
  );
}
