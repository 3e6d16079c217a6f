import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { createStore } from "../ui/store";
import { type LinkState, type Poke, openLink } from "./live";

/** While the socket is down, what is on screen is asked for again this often. Milliseconds. */
export const POLL_MS = 15_000;
/** Pokes of a burst are gathered for this long before anything is read. Milliseconds. */
const GATHER_MS = 150;

export const linkStore = createStore<LinkState>("connecting");

/** The plural of a kind, by which its queries are keyed. */
const PLURALS: Partial<Record<string, string>> = { lead: "leads", contact: "contacts", company: "companies" };

/** Follows the workspace's changes and reads again what they touch. */
export function useLive(): void {
  const client = useQueryClient();
  useEffect(() => {
    const gather = gatherer(client);
    const close = openLink({
      onPoke: gather,
      onState(state) {
        const before = linkStore.get();
        linkStore.set(state);
        if (state === "live" && before === "down") void client.invalidateQueries({ predicate: isRecordQuery });
      },
    });
    return () => {
      close();
      linkStore.set("connecting");
    };
  }, [client]);
}

function isRecordQuery(query: { queryKey: readonly unknown[] }): boolean {
  return Object.values(PLURALS).includes(String(query.queryKey[0]));
}

function gatherer(client: QueryClient): (poke: Poke) => void {
  const touched = new Map<string, Set<string>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    for (const [plural, ids] of touched) {
      void client.invalidateQueries({ queryKey: [plural, "list"] });
      for (const id of ids) void client.invalidateQueries({ queryKey: [plural, "record", id] });
    }
    touched.clear();
  };
  return ({ object }) => {
    const plural = PLURALS[object.kind];
    if (!plural) return;
    const ids = touched.get(plural) ?? new Set<string>();
    touched.set(plural, ids.add(object.id));
    timer ??= setTimeout(flush, GATHER_MS);
  };
}
