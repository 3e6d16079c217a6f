import { Trans, useLingui } from "@lingui/react/macro";
import { useBlocker } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { ApiError, isObject } from "../api/errors";
import type { WireRequest } from "../api/request";
import { ApiCall } from "../ui/ApiCall";
import { Failure } from "../ui/Failure";
import { useKeys } from "../app/useKeys";
import { asText } from "../ui/text";
import { FieldInput } from "./FieldInput";
import { RecordLink } from "./RecordLink";
import { type Draft, fieldOfPath, problemsOf } from "./form";
import { kindOfId } from "./ids";
import { type BaseRecord, type RecordSpec, fieldsOf } from "./spec";

type Props = {
  spec: RecordSpec;
  record?: BaseRecord;
  initial: Draft;
  error: unknown;
  busy: boolean;
  submitLabel: ReactNode;
  notice?: ReactNode;
  onSubmit: (draft: Draft) => void;
  onCancel: () => void;
  request: (draft: Draft) => WireRequest;
};

type Problems = Partial<Record<string, ReactNode>>;

/** The inputs of a record. Problems stand at their fields, whether found here or by the server. */
export function RecordForm({ spec, record, initial, error, busy, submitLabel, notice, onSubmit, onCancel, request }: Props) {
  const { t, i18n } = useLingui();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(initial);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const own = useOwnProblems(spec, draft);
  const refused = serverProblems(spec, error);
  const dirty = JSON.stringify(draft) !== JSON.stringify(initial);
  const cancelled = useRef(false);
  useBlocker({
    shouldBlockFn: ({ current, next }) => {
      // Search and filters of the list beside the form change the address too, but lose nothing.
      const stays = current.pathname === next.pathname && isEdit(current.search) === isEdit(next.search);
      return !stays && dirty && !busy && !cancelled.current && !window.confirm(t`Leave, and lose what you typed?`);
    },
    enableBeforeUnload: () => dirty && !busy,
  });
  // Escape would close the panel, and with it lose what was typed.
  useKeys(dirty ? { escape: () => document.activeElement instanceof HTMLElement && document.activeElement.blur() } : {});

  // What the server refused is where the person must go next.
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(new Set(fieldsOf(spec).map(({ name }) => name)));
    if (Object.keys(own).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    onSubmit(draft);
  };
  const cancel = () => {
    cancelled.current = true;
    onCancel();
  };
  const unplaced = error instanceof ApiError && refused[""] === undefined && Object.keys(refused).length > 0 ? null : error;
  return (
    <form ref={form} className="panel-form" onSubmit={submit} noValidate>
      <div className="panel-body">
        {notice}
        {refused[""] ? (
          <p className="notice" role="alert">
            {refused[""]}
          </p>
        ) : unplaced ? (
          <Failure error={unplaced} />
        ) : null}
        {spec.groups.map((group) => (
          <fieldset key={group.title.id} className="panel-group">
            <legend>{i18n._(group.title)}</legend>
            <div className="form-grid">
              {group.fields.map((field) => (
                <FieldInput
                  key={field.name}
                  field={field}
                  record={record}
                  draft={draft}
                  problem={(touched.has(field.name) ? own[field.name] : undefined) ?? refused[field.name]}
                  onChange={(changes) => setDraft((now) => ({ ...now, ...changes }))}
                  onBlur={() => setTouched((now) => new Set([...now, field.name]))}
                />
              ))}
            </div>
          </fieldset>
        ))}
        <ApiCall request={request(draft)} />
      </div>
      <footer className="panel-submit">
        <button type="submit" className="button button-primary" disabled={busy}>
          {busy ? <Trans>Saving…</Trans> : submitLabel}
        </button>
        <button type="button" className="button button-ghost" onClick={cancel}>
          <Trans>Cancel</Trans>
        </button>
      </footer>
    </form>
  );
}

function isEdit(search: object): boolean {
  return "edit" in search && search.edit === "1";
}

function useOwnProblems(spec: RecordSpec, draft: Draft): Problems {
  const { t } = useLingui();
  const words = { required: t`Is needed`, count: t`Takes a whole number`, amount: t`Takes an amount, such as 12000` };
  const problems = problemsOf(fieldsOf(spec), draft);
  return Object.fromEntries(Object.entries(problems).map(([name, problem]) => [name, problem && words[problem]]));
}

/** Places what the server refused at the fields it is about; "" is the form as a whole. */
function serverProblems(spec: RecordSpec, error: unknown): Problems {
  if (!(error instanceof ApiError)) return {};
  const existing = error.details["existing"];
  if (error.status === 409 && isObject(existing) && typeof existing["id"] === "string") {
    return { [asText(error.details["field"]) || "email"]: <Existing id={existing["id"]} name={existing["name"]} /> };
  }
  return Object.fromEntries(
    error.problems.map(({ path, message }) => [fieldOfPath(fieldsOf(spec), path), message] as const),
  );
}

/** A duplicate names the record that is there already. */
function Existing({ id, name }: { id: string; name: unknown }) {
  const { t } = useLingui();
  const record = { kind: kindOfId(id) ?? "", id, name: typeof name === "string" ? name : t`an existing record` };
  return (
    <span>
      <Trans>
        Belongs to <RecordLink record={record} /> already.
      </Trans>
    </span>
  );
}
