import "./words";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import type { WireRequest } from "../api/request";
import { usePage } from "../app/usePage";
import { ApiCall } from "../ui/ApiCall";

type Props = { title: string; intro: ReactNode; request: WireRequest; actions?: ReactNode; children: ReactNode };

/** One page of the settings: its heading, what it is for, and the call behind what it shows. */
export function SettingsPage({ title, intro, request, actions, children }: Props) {
  const heading = usePage(title);
  return (
    <>
      <div className="settings-scroll">
        <div className="settings-column">
          <Link to="/settings" className="settings-back">
            <ChevronLeft size={16} aria-hidden="true" />
            <Trans>Settings</Trans>
          </Link>
          <header className="settings-head">
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {actions}
          </header>
          <p className="quiet">{intro}</p>
          {children}
        </div>
      </div>
      <footer className="records-foot">
        <ApiCall request={request} />
      </footer>
    </>
  );
}

/** A part of a page, with its own heading. */
export function Part({ title, intro, actions, children }: { title: ReactNode; intro?: ReactNode; actions?: ReactNode; children?: ReactNode }) {
  return (
    <section className="settings-part">
      <header className="settings-head">
        <h2>{title}</h2>
        {actions}
      </header>
      {intro ? <p className="quiet">{intro}</p> : null}
      {children}
    </section>
  );
}
