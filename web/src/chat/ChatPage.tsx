import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowDown, SquarePen } from "lucide-react";
import { useSession } from "../app/useSession";
import { usePage } from "../app/usePage";
import { useStore } from "../ui/store";
import { Announcer } from "./Announcer";
import { Composer } from "./Composer";
import { Starters } from "./Starters";
import { TurnView } from "./TurnView";
import { chatStore, clearChat } from "./store";
import { useStickToEnd } from "./useStickToEnd";

/** The chat with the agent, as a ship's log: the time in the margin, what was ordered, and what was done. */
export function ChatPage() {
  const { t } = useLingui();
  const heading = usePage(t`Chat`, { focus: false });
  const { tenant } = useSession();
  const chat = useStore(chatStore);
  const latest = chat.turns.at(-1);
  const log = useStickToEnd(chat.turns);
  const empty = chat.turns.length === 0;
  return (
    <div className="chat">
      {empty ? null : (
        <header className="chat-head">
          <h1 ref={heading} tabIndex={-1}>
            <Trans>Chat</Trans>
          </h1>
          <button type="button" className="button button-ghost button-small" onClick={clearChat}>
            <SquarePen size={14} aria-hidden="true" />
            <Trans>New conversation</Trans>
          </button>
        </header>
      )}
      <div className="chat-log" ref={log.ref} onScroll={log.onScroll} tabIndex={0} role="log" aria-live="off" aria-label={t`Conversation`}>
        <div className="chat-column">
          {empty ? (
            <Starters heading={heading} workspace={tenant.name} />
          ) : (
            chat.turns.map((turn) => <TurnView key={turn.id} turn={turn} latest={turn === latest} />)
          )}
        </div>
      </div>
      {log.atEnd ? null : (
        <button type="button" className="button button-plain button-small chat-latest" onClick={log.toEnd}>
          <ArrowDown size={13} aria-hidden="true" />
          <Trans>Jump to latest</Trans>
        </button>
      )}
      <Composer turns={chat.turns} />
      <Announcer turn={latest} />
    </div>
  );
}
