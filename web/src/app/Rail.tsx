import { Trans } from "@lingui/react/macro";
import { useRouterState } from "@tanstack/react-router";
import { useStore } from "../ui/store";
import { openCommandLine } from "./commandState";
import { linkStore } from "./liveState";

/** The strip under every page: the command line one press away, and whether the page is live. */
export function Rail() {
  const onChat = useRouterState({ select: (state) => state.location.pathname === "/" });
  return (
    <div className="rail">
      <button type="button" className="rail-command" onClick={openCommandLine} aria-keyshortcuts="Control+K Meta+K">
        <span className="prompt" aria-hidden="true">
          ›
        </span>
        <span className="truncate">
          {onChat ? <Trans>Go to a page or do something</Trans> : <Trans>Say what should happen, or where to go</Trans>}
        </span>
        <kbd>{isApple() ? "⌘ K" : "Ctrl K"}</kbd>
      </button>
      <LinkLamp />
    </div>
  );
}

function LinkLamp() {
  const state = useStore(linkStore);
  return (
    <span className="link-state" role="status">
      <span className="lamp-dot" data-state={state} aria-hidden="true" />
      {state === "live" ? (
        <Trans>Live</Trans>
      ) : state === "down" ? (
        <Trans>Reconnecting, reading every 15 s</Trans>
      ) : (
        <Trans>Connecting</Trans>
      )}
    </span>
  );
}

function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}
