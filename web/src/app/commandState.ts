import { createStore } from "../ui/store";

type Overlay = "command" | "shortcuts";

/** What is open over the page: the command line, the shortcut sheet, or nothing. */
export const overlayStore = createStore<Overlay | null>(null);

export const openCommandLine = () => overlayStore.set("command");
export const openShortcuts = () => overlayStore.set("shortcuts");
/** Closes this one, unless another has taken its place by then. */
export const closeOverlay = (overlay: Overlay) => overlayStore.set((now) => (now === overlay ? null : now));
