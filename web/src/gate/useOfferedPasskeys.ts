import { useEffect, useEffectEvent, useRef } from "react";
import type { Session } from "../api/session";
import { passkeysWork, signInByPasskey } from "../person/passkeys";

/** A challenge serves for five minutes; a new one is offered before it ends. Milliseconds. */
const OFFER_MS = 4 * 60_000;

/**
 * Offers passkeys in the list that the browser opens at the email field, where it can.
 * @returns what ends the offer: a browser takes one request at a time
 */
export function useOfferedPasskeys(onOpened: (session: Session) => Promise<void>): () => void {
  const ended = useRef<AbortController | null>(null);
  const opened = useEffectEvent(onOpened);
  useEffect(() => {
    const controller = new AbortController();
    ended.current = controller;
    void offer(controller.signal, (session) => void opened(session));
    return () => controller.abort();
  }, []);
  return () => ended.current?.abort();
}

async function offer(ended: AbortSignal, opened: (session: Session) => void): Promise<void> {
  if (!passkeysWork() || !(await PublicKeyCredential.isConditionalMediationAvailable())) return;
  while (!ended.aborted) {
    const stale = AbortSignal.timeout(OFFER_MS);
    try {
      opened(await signInByPasskey("conditional", AbortSignal.any([ended, stale])));
      return;
    } catch {
      // Refused, left or impossible here: the other ways stand beside it. Only a stale offer is made anew.
      if (!stale.aborted) return;
    }
  }
}
