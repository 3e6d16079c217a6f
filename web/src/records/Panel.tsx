import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { SidePanel } from "../ui/SidePanel";
import type { ListSearch } from "./recordApi";
import type { RecordSpec } from "./spec";

type Props = { spec: RecordSpec; label: string; title: string; actions?: ReactNode; children: ReactNode };

/** The side panel of a list of records: named by the address. */
export function Panel({ spec, ...rest }: Props) {
  return <SidePanel {...rest} onClose={useClosePanel(spec)} />;
}

/** Back to the list with its search and filters; focus returns to the row that was open. */
export function useClosePanel(spec: RecordSpec): () => void {
  const navigate = useNavigate();
  const search = usePanelSearch();
  return () => {
    const row = document.querySelector<HTMLElement>(".row-link[aria-current]");
    void navigate({ to: `/${spec.plural}`, search: { ...search, edit: undefined } }).then(() => row?.focus());
  };
}

export function usePanelSearch(): ListSearch {
  return useSearch({ strict: false, select: (all) => all as ListSearch });
}
