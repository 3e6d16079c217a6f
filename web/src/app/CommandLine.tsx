import { useStore } from "../ui/store";
import { CommandPalette } from "./CommandPalette";
import { ShortcutSheet } from "./ShortcutSheet";
import { overlayStore } from "./commandState";

/** What lies over the page when asked for. Not loaded lazily: the first letters typed after Ctrl-K must not be lost. */
export function CommandLine() {
  const overlay = useStore(overlayStore);
  if (overlay === "command") return <CommandPalette />;
  return overlay === "shortcuts" ? <ShortcutSheet /> : null;
}
