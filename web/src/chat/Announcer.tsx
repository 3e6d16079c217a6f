import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import type { Turn } from "./turn";
import { newSentences } from "./words";

/** Speaks the latest answer to screen readers: whole sentences as they are finished, never single tokens. */
export function Announcer({ turn }: { turn: Turn | undefined }) {
  const { t } = useLingui();
  const [said, say] = useState("");
  const spoken = useRef({ turn: "", length: 0 });
  const key = turn ? `${turn.id} ${turn.decision ?? ""}` : "";
  useEffect(() => {
    if (!turn) return;
    // A conversation taken up again after a reload has been heard before.
    if (spoken.current.turn !== key) spoken.current = { turn: key, length: turn.phase === "running" ? 0 : turn.message.length };
    const next = newSentences(turn.message, spoken.current.length, turn.phase !== "running");
    spoken.current = { turn: key, length: next.spoken };
    if (next.say !== "") say(next.say);
    else if (turn.phase === "broken") say(turn.error?.message || t`The answer broke off.`);
  }, [turn, key, t]);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {said}
    </div>
  );
}
