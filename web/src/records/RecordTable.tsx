import { useLingui } from "@lingui/react/macro";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { LoadMore } from "./LoadMore";
import { TableHead } from "./TableHead";
import { TableRow } from "./TableRow";
import type { ListSearch } from "./recordApi";
import type { BaseRecord, RecordSpec } from "./spec";
import { useRowKeys } from "./useRowKeys";

export type RowsProps = {
  spec: RecordSpec;
  rows: readonly BaseRecord[];
  flashes: ReadonlySet<string>;
  selected: ReadonlySet<string>;
  openId: string | undefined;
  search: ListSearch;
  list: UseInfiniteQueryResult;
  onToggle: (id: string) => void;
};

type Props = RowsProps & { onOpen: (id: string, edit?: boolean) => void; onDelete?: ((id: string) => void) | undefined };

/** Must equal --row. Pixels. */
const ROW_PX = 44;

/** The rows as a table; only those in sight are in the document, however many were loaded. */
export function RecordTable(props: Props) {
  const { t, i18n } = useLingui();
  const { spec, rows, list } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  useRowKeys({ ...props, scroller, scrollTo: (index) => virtual.scrollToIndex(index, { align: "auto" }) });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div className="table-scroll" ref={scroller}>
      <table className="table" aria-label={i18n._(spec.title)} aria-rowcount={list.hasNextPage ? -1 : rows.length + 1}>
        <TableHead spec={spec} search={props.search} />
        <tbody>
          <Spacer height={before} />
          {items.map(({ index }) => {
            const record = rows[index];
            return record ? <TableRow key={record.id} {...props} record={record} index={index} /> : null;
          })}
          <Spacer height={after} />
        </tbody>
      </table>
      <LoadMore list={list} label={t`Load more`} />
    </div>
  );
}

/** Stands for the rows out of sight. One cell: more would count as columns where some are hidden. */
function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
