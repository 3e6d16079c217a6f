import { useRouter } from "@tanstack/react-router";
import { openCommandLine, openShortcuts } from "./commandState";
import { runLatestAction } from "./toasts";
import { useKeys } from "./useKeys";

/** The keys that work on every page. */
export function useNavigationKeys(): void {
  const router = useRouter();
  useKeys({
    "mod+k": () => openCommandLine(),
    "?": () => openShortcuts(),
    "mod+z": (event) => {
      // Inside a field Ctrl-Z belongs to its text.
      if (!(event.target instanceof HTMLElement && event.target.matches("input, textarea"))) runLatestAction();
    },
    "g h": () => void router.navigate({ to: "/" }),
    "g l": () => void router.navigate({ to: "/leads" }),
    "g c": () => void router.navigate({ to: "/contacts" }),
    "g w": () => void router.navigate({ to: "/webhooks" }),
    "g o": () => void router.navigate({ to: "/companies" }),
    "g s": () => void router.navigate({ to: "/settings" }),
  });
}
