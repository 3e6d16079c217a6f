import "./words";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { usePage } from "../app/usePage";
import { Mark } from "../ui/Mark";

/** A page before sign-in that has something to say and nothing to ask. */
export function GateNote({ title, children }: { title: string; children: ReactNode }) {
  const heading = usePage(title);
  return (
    <div className="gate">
      <header className="gate-brand">
        <Mark size={22} />
        Pilothouse
      </header>
      <main className="gate-form-place">
        <div className="gate-form">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {children}
          <p className="gate-links">
            <Link to="/sign-in">
              <Trans>To the sign-in page</Trans>
            </Link>
          </p>
        </div>
      </main>
    </div>
  );
}
