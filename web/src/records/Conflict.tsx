import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { type Draft, toDraft } from "./form";
import { recordOptions } from "./recordApi";
import { type BaseRecord, type RecordSpec, fieldsOf } from "./spec";

type Props = {
  spec: RecordSpec;
  base: BaseRecord;
  mine: Draft;
  onReload: (theirs: BaseRecord) => void;
  onOverwrite: (theirs: BaseRecord) => void;
};

/** The record changed elsewhere since it was opened: shows where, and lets the person decide. */
export function Conflict({ spec, base, mine, onReload, onOverwrite }: Props) {
  const { i18n } = useLingui();
  const fields = fieldsOf(spec);
  const { data: theirs } = useQuery({ ...recordOptions(spec.plural, base.id, false), staleTime: 0, refetchOnMount: "always" });
  if (!theirs || theirs.version === base.version) {
    return (
      <p className="notice" role="alert">
        <Trans>This record changed elsewhere. Reading the newest version…</Trans>
      </p>
    );
  }
  const before = toDraft(fields, base);
  const now = toDraft(fields, theirs);
  const changed = fields.filter(({ name }) => before[name] !== now[name]);
  return (
    <div className="notice" role="alert">
      <p>
        <Trans>This record changed elsewhere since you opened it (version {base.version}, now {theirs.version}).</Trans>
      </p>
      {changed.length > 0 ? (
        <dl className="facts">
          {changed.map(({ name, label }) => (
            <div key={name} className="conflict-row">
              <dt>{i18n._(label)}</dt>
              <dd>
                {mine[name] === before[name] ? (
                  <Trans>now “{now[name] ?? ""}”</Trans>
                ) : (
                  <Trans>
                    now “{now[name] ?? ""}”, yours “{mine[name] ?? ""}”
                  </Trans>
                )}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      <div className="notice-actions">
        <button type="button" className="button button-plain button-small" onClick={() => onReload(theirs)}>
          <Trans>Take the newest, drop mine</Trans>
        </button>
        <button type="button" className="button button-signal button-small" onClick={() => onOverwrite(theirs)}>
          <Trans>Write my changes over it</Trans>
        </button>
      </div>
    </div>
  );
}
