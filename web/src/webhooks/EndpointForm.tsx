import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import { Failure } from "../ui/Failure";
import { TextField } from "../ui/TextField";

export type EndpointDraft = { name: string; url: string; events: string[] };
type Props = { initial: EndpointDraft; busy: boolean; error: unknown; submitLabel: ReactNode; onSubmit: (draft: EndpointDraft) => void };

/** Where to, and of what: all events, or those of the chosen kinds. */
export function EndpointForm({ initial, busy, error, submitLabel, onSubmit }: Props) {
  const { t } = useLingui();
  const [draft, setDraft] = useState(initial);
  const types = useQuery({ queryKey: ["webhooks", "types"], queryFn: ({ signal }) => call("webhooks.eventTypes.list", { signal }), staleTime: Number.POSITIVE_INFINITY });
  const kinds = [...new Set(types.data?.data.map(({ kind }) => kind))].map((kind) => `${kind}.*`);
  const patterns = [...new Set(["*", ...kinds, ...initial.events])];
  const choose = (pattern: string, on: boolean) => setDraft({ ...draft, events: on ? [...draft.events, pattern] : draft.events.filter((one) => one !== pattern) });
  const problem = (path: string) => problemOf(error, path);
  return (
    <form
      className="webhooks-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(draft);
      }}
    >
      <TextField label={t`Name`} value={draft.name} maxLength={120} problem={problem("name")} onChange={(event) => setDraft({ ...draft, name: event.target.value })} />
      <TextField
        label={t`Address`}
        type="url"
        inputMode="url"
        placeholder="https://"
        value={draft.url}
        problem={problem("url")}
        hint={t`https, on a public host`}
        onChange={(event) => setDraft({ ...draft, url: event.target.value })}
      />
      <fieldset className="panel-group webhooks-patterns">
        <legend>
          <Trans>Events</Trans>
        </legend>
        {patterns.map((pattern) => (
          <label key={pattern}>
            <input type="checkbox" className="checkbox" checked={draft.events.includes(pattern)} onChange={(event) => choose(pattern, event.target.checked)} />
            {pattern === "*" ? <Trans>All events</Trans> : <code>{pattern}</code>}
          </label>
        ))}
        {problem("events") ? <p className="field-problem">{problem("events")}</p> : null}
      </fieldset>
      {error && !["name", "url", "events"].some(problem) ? <Failure error={error} /> : null}
      <button type="submit" className="button button-primary" disabled={busy}>
        {submitLabel}
      </button>
    </form>
  );
}

/** What the server found wrong with a field, by its path. */
function problemOf(error: unknown, path: string): string | undefined {
  return error instanceof ApiError ? error.problems.find((one) => one.path === path || one.path.startsWith(`${path}.`))?.message : undefined;
}
