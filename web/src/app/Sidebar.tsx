import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { BookOpen, Keyboard, Settings } from "lucide-react";
import { Mark } from "../ui/Mark";
import { AccountMenu } from "./AccountMenu";
import { openShortcuts } from "./commandState";
import { placesFor } from "./places";
import { useSession } from "./useSession";

export function Sidebar() {
  const { t, i18n } = useLingui();
  const session = useSession();
  const { tenant } = session;
  return (
    <header className="sidebar">
      <div className="workspace" title={tenant.name}>
        <Mark />
        <span className="workspace-name truncate">{tenant.name}</span>
      </div>
      <nav className="nav" aria-label={t`Pages`}>
        {placesFor(session).map(({ to, label, icon: Icon, key }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === "/", includeSearch: false }} aria-label={i18n._(label)}>
            <Icon size={16} aria-hidden="true" />
            <span>{i18n._(label)}</span>
            <span className="key" aria-hidden="true">
              g {key}
            </span>
          </Link>
        ))}
      </nav>
      <div className="sidebar-end">
        <nav className="nav" aria-label={t`Settings and help`}>
          <Link to="/settings" aria-label={t`Settings`}>
            <Settings size={16} aria-hidden="true" />
            <span>
              <Trans>Settings</Trans>
            </span>
            <span className="key" aria-hidden="true">
              g s
            </span>
          </Link>
          <a href="/docs" aria-label={t`API reference`}>
            <BookOpen size={16} aria-hidden="true" />
            <span>
              <Trans>API reference</Trans>
            </span>
          </a>
          <button type="button" className="nav-button" onClick={openShortcuts} aria-label={t`Keyboard shortcuts`}>
            <Keyboard size={16} aria-hidden="true" />
            <span>
              <Trans>Keyboard</Trans>
            </span>
            <span className="key" aria-hidden="true">
              ?
            </span>
          </button>
        </nav>
        <AccountMenu />
      </div>
    </header>
  );
}
