import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { ChevronsUpDown, LogOut, Monitor, Moon, ScrollText, Settings, Sun } from "lucide-react";
import { call } from "../api/client";
import { forgetChat } from "../chat/store";
import { lazy, Suspense, useId, useState } from "react";
import { Avatar } from "../ui/Avatar";
import { Popover } from "../ui/Popover";
import { useStore } from "../ui/store";
import { THEMES, type Theme, chooseTheme, themeStore } from "./theme";
import { Workspaces } from "./Workspaces";
import { can } from "./can";
import { useRoleName } from "./roleNames";
import { useSession } from "./useSession";

// A form of the settings' kind: it is loaded when it is first asked for.
const NewWorkspace = lazy(() => import("../settings/NewWorkspace").then(({ NewWorkspace: sheet }) => ({ default: sheet })));

/** Who is signed in, as what, and where else they work; theme and sign-out. */
export function AccountMenu() {
  const { t } = useLingui();
  const session = useSession();
  const { user, member } = session;
  const roleName = useRoleName()(member.role);
  const [opening, setOpening] = useState(false);
  return (
    <>
      <Popover
        label={t`Account`}
        trigger={(props) => (
          <button type="button" className="me" aria-label={t`Account: ${user.name}, ${roleName}`} {...props}>
            <Avatar name={user.name} />
            <span>
              <span className="truncate">{user.name}</span>
              <span className="note truncate">{roleName}</span>
            </span>
            <ChevronsUpDown size={14} aria-hidden="true" className="me-more" />
          </button>
        )}
      >
        {(close) => (
          <>
            <p className="menu-title truncate">{user.email}</p>
            <Workspaces
              onNew={() => {
                close();
                setOpening(true);
              }}
            />
            <Link to="/settings" className="menu-item" onClick={close}>
              <Settings size={15} aria-hidden="true" />
              <Trans>Settings</Trans>
            </Link>
            {can(session, "audit:read") ? (
              <Link to="/audit" className="menu-item" onClick={close}>
                <ScrollText size={15} aria-hidden="true" />
                <Trans>Audit log</Trans>
              </Link>
            ) : null}
            <ThemeSwitch userId={user.id} />
            <SignOut />
          </>
        )}
      </Popover>
      {opening ? (
        <Suspense>
          <NewWorkspace onClose={() => setOpening(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

const themes: Record<Theme, { label: MessageDescriptor; icon: typeof Sun }> = {
  system: { label: msg`System`, icon: Monitor },
  light: { label: msg`Light`, icon: Sun },
  dark: { label: msg`Dark`, icon: Moon },
};

function ThemeSwitch({ userId }: { userId: string }) {
  const { i18n } = useLingui();
  const current = useStore(themeStore);
  // Shown in the sidebar and in the phone's top bar: two groups of radio buttons.
  const group = useId();
  return (
    <fieldset>
      <legend className="visually-hidden">
        <Trans>Theme</Trans>
      </legend>
      <div className="themes">
        {THEMES.map((theme) => {
          const { label, icon: Icon } = themes[theme];
          return (
            <label key={theme}>
              <input
                type="radio"
                name={group}
                className="visually-hidden"
                checked={current === theme}
                onChange={() => chooseTheme(userId, theme)}
              />
              <Icon size={13} aria-hidden="true" />
              {i18n._(label)}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function SignOut() {
  const router = useRouter();
  const client = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => call("identity.session.delete", {}),
    async onSuccess() {
      forgetChat();
      await router.navigate({ to: "/sign-in" });
      client.clear();
    },
  });
  return (
    <button type="button" className="menu-item" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
      <LogOut size={15} aria-hidden="true" />
      <Trans>Sign out</Trans>
    </button>
  );
}
