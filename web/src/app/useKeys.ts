import { useEffect, useEffectEvent } from "react";
import { createStore } from "../ui/store";
import { readJson, writeJson } from "../ui/storage";
import { NO_KEYS, readKey } from "./keys";

type Handlers = Partial<Record<string, (event: KeyboardEvent) => void>>;
type Layer = (name: string, event: KeyboardEvent) => boolean;

const SINGLE_KEYS = "pilothouse.single-keys";
const layers: Layer[] = [];
let state = NO_KEYS;

/** Whether shortcuts of a single letter are on; a person can switch them off in the shortcut sheet. */
export const singleKeysStore = createStore<boolean>(readJson(localStorage, SINGLE_KEYS) !== false, (on) =>
  writeJson(localStorage, SINGLE_KEYS, on),
);

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const target = event.target instanceof HTMLElement ? event.target : null;
  const typing = target?.closest("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]") != null;
  const read = readKey(state, event, { now: Date.now(), typing, singleKeys: singleKeysStore.get() });
  state = read.state;
  // A dialog keeps its keys to itself; Escape is the browser's there.
  if (read.name === null || document.querySelector("dialog[open]")) return;
  for (const layer of layers.toReversed()) {
    if (!layer(read.name, event)) continue;
    event.preventDefault();
    return;
  }
});

/** Handles keys while the component is mounted; the innermost component wins, so Escape closes one layer. */
export function useKeys(handlers: Handlers): void {
  const handle = useEffectEvent((name: string, event: KeyboardEvent) => {
    const handler = handlers[name];
    handler?.(event);
    return handler !== undefined;
  });
  useEffect(() => {
    const layer: Layer = (name, event) => handle(name, event);
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, []);
}
