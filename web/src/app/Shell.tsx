import { Trans } from "@lingui/react/macro";
import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { useOpenChat } from "../chat/useChat";
import { BottomNav, TopBar } from "./Phone";
import { CommandLine } from "./CommandLine";
import { FreshSignIn } from "./FreshSignIn";
import { Rail } from "./Rail";
import { Sidebar } from "./Sidebar";
import { Toasts } from "./Toasts";
import { useLive } from "./liveState";
import { loadTheme } from "./theme";
import { useNavigationKeys } from "./useNavigationKeys";
import { useSession } from "./useSession";

/** The bridge: where you are on the left, the work in the middle, the command line and the link's state below. */
export function Shell() {
  const { user } = useSession();
  useEffect(() => loadTheme(user.id), [user.id]);
  useOpenChat(user.id);
  useLive();
  useNavigationKeys();
  return (
    <div className="shell">
      <a className="skip" href="#main">
        <Trans>Skip to content</Trans>
      </a>
      <TopBar />
      <Sidebar />
      <div className="main">
        <main id="main" className="page" tabIndex={-1}>
          <Outlet />
        </main>
        <Rail />
      </div>
      <BottomNav />
      <Toasts />
      <CommandLine />
      <FreshSignIn />
    </div>
  );
}
