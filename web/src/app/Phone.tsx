import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { SquareChevronRight } from "lucide-react";
import { Mark } from "../ui/Mark";
import { AccountMenu } from "./AccountMenu";
import { openCommandLine } from "./commandState";
import { placesFor } from "./places";
import { useSession } from "./useSession";

/** On a phone: the workspace and the account on top. */
export function TopBar() {
  const { tenant } = useSession();
  return (
    <header className="top-bar">
      <div className="workspace">
        <Mark />
        <span className="workspace-name truncate">{tenant.name}</span>
      </div>
      <AccountMenu />
    </header>
  );
}

/** On a phone: the pages and the command line within reach of a thumb. */
export function BottomNav() {
  const { t, i18n } = useLingui();
  const places = placesFor(useSession()).filter(({ desk }) => desk === undefined);
  return (
    <nav className="bottom-nav" aria-label={t`Pages`}>
      {places.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === "/", includeSearch: false }}>
          <Icon size={18} aria-hidden="true" />
          {i18n._(label)}
        </Link>
      ))}
      <button type="button" onClick={openCommandLine}>
        <SquareChevronRight size={18} aria-hidden="true" />
        <Trans>Command</Trans>
      </button>
    </nav>
  );
}
