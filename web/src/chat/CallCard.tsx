import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Check, CircleDashed, CircleSlash, Hand, TriangleAlert } from "lucide-react";
import { Fragment } from "react";
import { isObject } from "../api/errors";
import { kindOfId } from "../records/ids";
import { asText } from "../ui/text";
import { ApiCall } from "../ui/ApiCall";
import { RecordLink } from "../records/RecordLink";
import { clockTime } from "../ui/time";
import { CallResult } from "./CallResult";
import { CallUndo } from "./CallUndo";
import type { CallStatus, CallView, Turn } from "./turn";
import { requestOf } from "./undo";
import { humanName, humanValue } from "./words";

const states: Record<CallStatus, { label: MessageDescriptor; icon: typeof Check }> = {
  running: { label: msg`Running`, icon: CircleDashed },
  proposed: { label: msg`Needs confirmation`, icon: Hand },
  done: { label: msg`Done`, icon: Check },
  failed: { label: msg`Failed`, icon: TriangleAlert },
  cancelled: { label: msg`Cancelled`, icon: CircleSlash },
};

/** One call of a function: what, with what, what came of it, who did it and how to undo it. */
export function CallCard({ call, turn }: { call: CallView; turn: Turn }) {
  const { i18n } = useLingui();
  const { label, icon: Icon } = states[call.status];
  const title = humanName(call.function);
  return (
    <section className="card" data-status={call.status} aria-label={`${title}: ${i18n._(label)}`}>
      <header className="card-head">
        <h2 className="card-title">{title}</h2>
        <code className="card-function">{call.function}</code>
        <span className="card-status">
          <Icon size={14} aria-hidden="true" />
          {i18n._(label)}
        </span>
      </header>
      <Arguments args={call.arguments} />
      {call.error ? (
        <CallFailure error={call.error} />
      ) : (
        <CallResult call={call} />
      )}
      <footer className="card-foot">
        {call.status === "done" ? (
          <span className="card-who">
            {call.record ? <RecordLink record={call.record} gone={isGone(call)} /> : null}
            <span className="note">
              <Trans>By you, through chat, {clockTime(call.at, i18n.locale)}</Trans>
            </span>
          </span>
        ) : null}
        <CallUndo call={call} turnId={turn.id} />
        <ApiCall request={requestOf(call, turn.command)} />
      </footer>
    </section>
  );
}

/** Why a call failed; a duplicate comes with a way to the record that is there. */
function CallFailure({ error }: { error: NonNullable<CallView["error"]> }) {
  const existing = error.details["existing"];
  const id = isObject(existing) ? asText(existing["id"]) : "";
  const kind = kindOfId(id);
  return (
    <p className="card-error pre-line" role="alert">
      {error.message}{" "}
      {kind && isObject(existing) ? <RecordLink record={{ kind, id, name: asText(existing["name"]) || id }} /> : null}
    </p>
  );
}

/** Whether the record of this call is deleted by now, so that a link to it would lead nowhere. */
function isGone(call: CallView): boolean {
  return call.function.startsWith("delete_") ? call.undo !== "undone" : call.undo === "undone";
}

function Arguments({ args }: { args: Record<string, unknown> }) {
  const entries = Object.entries(args).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return null;
  return (
    <dl className="facts">
      {entries.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{humanName(name)}</dt>
          <dd className="pre-line">{value === null ? <span className="quiet"><Trans>cleared</Trans></span> : humanValue(value)}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
