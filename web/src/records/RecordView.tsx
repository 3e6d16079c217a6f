import { Trans, useLingui } from "@lingui/react/macro";
import { Fragment } from "react";
import { wireRequest } from "../api/request";
import { ApiCall } from "../ui/ApiCall";
import { Time } from "../ui/Time";
import { FieldValue, isFilled } from "./FieldValue";
import type { BaseRecord, RecordSpec } from "./spec";

/** A record to read: what is known of it, then when and in which version. */
export function RecordView({ spec, record }: { spec: RecordSpec; record: BaseRecord }) {
  const { i18n } = useLingui();
  return (
    <div className="panel-body">
      {spec.groups.map((group) => {
        const filled = group.fields.filter((field) => isFilled(record, field));
        if (filled.length === 0) return null;
        return (
          <section key={group.title.id} className="panel-group">
            <h3>{i18n._(group.title)}</h3>
            <dl className="facts">
              {filled.map((field) => (
                <Fragment key={field.name}>
                  <dt>{i18n._(field.label)}</dt>
                  <dd className={field.control === "notes" ? "pre-line" : undefined}>
                    <FieldValue record={record} field={field} spec={spec} />
                  </dd>
                </Fragment>
              ))}
            </dl>
          </section>
        );
      })}
      <footer className="panel-foot note">
        <p>
          <Trans>Added</Trans> <Time at={record.createdAt} /> · <Trans>changed</Trans> <Time at={record.updatedAt} /> ·{" "}
          <Trans>version {record.version}</Trans>
        </p>
        <p>
          <code>{record.id}</code>
        </p>
        <ApiCall request={wireRequest(`crm.${spec.plural}.get`, { params: { id: record.id } })} />
      </footer>
    </div>
  );
}
