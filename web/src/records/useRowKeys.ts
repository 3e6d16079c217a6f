import { type RefObject, useRef } from "react";
import { useKeys } from "../app/useKeys";
import type { BaseRecord } from "./spec";

type Props = {
  rows: readonly BaseRecord[];
  openId: string | undefined;
  scroller: RefObject<HTMLElement | null>;
  scrollTo: (index: number) => void;
  onToggle: (id: string) => void;
  onOpen: (id: string, edit?: boolean) => void;
  onDelete?: ((id: string) => void) | undefined;
};

/**
 * Moves through rows by letter: j and k move focus from link to link (so Enter opens by itself),
 * x selects, e edits, # deletes.
 */
export function useRowKeys({ rows, openId, scroller, scrollTo, onToggle, onOpen, onDelete }: Props): void {
  const last = useRef(-1);

  const current = (): number => {
    const row = document.activeElement?.closest<HTMLElement>("tr[data-index]");
    if (row && scroller.current?.contains(row)) return Number(row.dataset["index"]);
    const open = rows.findIndex(({ id }) => id === openId);
    return open === -1 ? Math.min(last.current, rows.length - 1) : open;
  };
  const focus = (index: number) => {
    if (index < 0 || index >= rows.length) return;
    last.current = index;
    scrollTo(index);
    const link = () => scroller.current?.querySelector<HTMLElement>(`tr[data-index="${index}"] .row-link`);
    // A row out of sight has to be rendered first.
    const focusLink = () => link()?.focus({ preventScroll: true });
    if (link()) focusLink();
    else requestAnimationFrame(focusLink);
  };
  const withRow = (act: (record: BaseRecord) => void) => {
    const record = rows[current()];
    if (record) act(record);
  };

  useKeys({
    j: () => focus(current() + 1),
    k: () => focus(current() - 1),
    x: () => withRow(({ id }) => onToggle(id)),
    e: () => withRow(({ id }) => onOpen(id, true)),
    ...(onDelete ? { "#": () => withRow(({ id }) => onDelete(id)) } : {}),
  });
}
