import "./words";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link, Navigate, Outlet } from "@tanstack/react-router";
import { ChevronRight, ScrollText } from "lucide-react";
import { can } from "../app/can";
import { usePage } from "../app/usePage";
import { useSession } from "../app/useSession";
import { useMediaQuery } from "../ui/useMediaQuery";
import { type Section, sectionsFor } from "./sections";

/** The settings: their pages beside one of them; on a phone the list is a page of its own. */
export function Settings() {
  const { t } = useLingui();
  return (
    <div className="settings">
      <nav className="settings-nav" aria-label={t`Settings`}>
        <SectionList />
      </nav>
      <div className="settings-page">
        <Outlet />
      </div>
    </div>
  );
}

export function SettingsIndex() {
  const { t } = useLingui();
  const heading = usePage(t`Settings`);
  const session = useSession();
  const phone = useMediaQuery("(max-width: 900px)");
  const first = sectionsFor(session)[0];
  if (!phone && first) return <Navigate to={first.to} replace />;
  return (
    <div className="settings-index">
      <h1 ref={heading} tabIndex={-1}>
        <Trans>Settings</Trans>
      </h1>
      <SectionList about />
    </div>
  );
}

function SectionList({ about = false }: { about?: boolean }) {
  const session = useSession();
  const sections = sectionsFor(session);
  const { name } = session.tenant;
  return (
    <>
      <h2 className="settings-group truncate">{name}</h2>
      <ul>
        {sections.filter(({ of }) => of === "workspace").map((section) => <SectionLink key={section.to} section={section} about={about} />)}
        {can(session, "audit:read") ? (
          <li>
            <Link to="/audit" className="settings-link">
              <ScrollText size={16} aria-hidden="true" />
              <span>
                <Trans>Audit log</Trans>
              </span>
            </Link>
          </li>
        ) : null}
      </ul>
      <h2 className="settings-group">
        <Trans>Your account</Trans>
      </h2>
      <ul>{sections.filter(({ of }) => of === "person").map((section) => <SectionLink key={section.to} section={section} about={about} />)}</ul>
    </>
  );
}

function SectionLink({ section: { to, label, about: what, icon: Icon }, about }: { section: Section; about: boolean }) {
  const { i18n } = useLingui();
  return (
    <li>
      <Link to={to} className="settings-link">
        <Icon size={16} aria-hidden="true" />
        <span>
          {i18n._(label)}
          {about ? <span className="note">{i18n._(what)}</span> : null}
        </span>
        {about ? <ChevronRight size={16} aria-hidden="true" className="settings-more" /> : null}
      </Link>
    </li>
  );
}
