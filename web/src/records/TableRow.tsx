import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import type { RowsProps } from "./RecordTable";
import type { BaseRecord } from "./spec";

type Props = RowsProps & { record: BaseRecord; index: number; onOpen: (id: string) => void };

export function TableRow({ spec, record, index, search, selected, openId, flashes, onToggle, onOpen }: Props) {
  const { t } = useLingui();
  const open = (event: MouseEvent) => {
    // The whole row opens for a mouse; its controls, and text being selected, keep their own meaning.
    const onControl = event.target instanceof Element && event.target.closest("a, button, input, label");
    if (!onControl && !getSelection()?.toString()) onOpen(record.id);
  };
  return (
    <tr
      data-index={index}
      data-changed={flashes.has(record.id) || undefined}
      data-open={openId === record.id || undefined}
      data-selected={selected.has(record.id) || undefined}
      aria-rowindex={index + 2}
      onClick={open}
    >
      <td className="col-select">
        <label>
          <input
            type="checkbox"
            className="checkbox"
            checked={selected.has(record.id)}
            onChange={() => onToggle(record.id)}
            aria-label={t`Select ${record.name}`}
          />
        </label>
      </td>
      <th scope="row" className="col-name truncate">
        <Link
          to={`/${spec.plural}/$id`}
          params={{ id: record.id }}
          search={{ ...search, edit: undefined }}
          className="row-link"
          aria-current={openId === record.id ? "true" : undefined}
        >
          {record.name}
        </Link>
      </th>
      {spec.columns.map((column) => (
        <td key={column.id} className={`truncate rank-${column.rank}`} data-align={column.align}>
          {column.cell(record)}
        </td>
      ))}
    </tr>
  );
}
