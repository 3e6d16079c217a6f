import { Plural, Trans } from "@lingui/react/macro";
import { Fragment } from "react";
import { RecordLink } from "../records/RecordLink";
import { kindOfId } from "../records/ids";
import { type ResultRow, columnsOf, shapeOf } from "./result";
import type { CallView } from "./turn";
import { humanName, humanValue } from "./words";

const ROWS_SHOWN = 8;

/** What a call gave back, compactly; records are links. */
export function CallResult({ call }: { call: CallView }) {
  if (call.status !== "done") return null;
  const shape = shapeOf(call.result);
  if (shape.kind === "list") return <ResultList rows={shape.rows} more={shape.more} />;
  // What was just written stands in the arguments; only a record that was asked for is shown again.
  if (shape.kind === "record" && call.function.startsWith("get_")) return <ResultRecord row={shape.row} />;
  return null;
}

function ResultList({ rows, more }: { rows: ResultRow[]; more: boolean }) {
  if (rows.length === 0) {
    return (
      <p className="quiet">
        <Trans>Nothing found.</Trans>
      </p>
    );
  }
  const columns = columnsOf(rows);
  const shown = rows.slice(0, ROWS_SHOWN);
  const hidden = rows.length - shown.length;
  return (
    <div className="result">
      <div className="result-scroll">
        <table className="result-table">
          <thead>
            <tr>
              <th scope="col">
                <Trans>Name</Trans>
              </th>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {humanName(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.id}>
                <td>
                  <RecordLink record={{ kind: kindOfId(row.id) ?? "", id: row.id, name: humanValue(row["name"]) || row.id }} />
                </td>
                {columns.map((name) => (
                  <td key={name}>{humanValue(row[name])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hidden > 0 || more ? (
        <p className="note">
          {hidden > 0 ? <Plural value={hidden} one="# more" other="# more" /> : <Trans>There are more.</Trans>}
        </p>
      ) : null}
    </div>
  );
}

function ResultRecord({ row }: { row: ResultRow }) {
  return (
    <dl className="facts">
      {columnsOf([row]).map((name) => (
        <Fragment key={name}>
          <dt>{humanName(name)}</dt>
          <dd>{humanValue(row[name])}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
