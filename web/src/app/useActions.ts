import { useLingui } from "@lingui/react/macro";
import { useRouter } from "@tanstack/react-router";
import { clearChat } from "../chat/store";
import { sectionsFor } from "../settings/sections";
import { can } from "./can";
import { openShortcuts } from "./commandState";
import { placesFor } from "./places";
import { THEMES, chooseTheme } from "./theme";
import { useSession } from "./useSession";

export type Action = { id: string; label: string; hint: string; run: () => void };

/** What can be done from anywhere. */
export function useActions(): Action[] {
  const { t, i18n } = useLingui();
  const router = useRouter();
  const session = useSession();
  const pages = placesFor(session).map(({ to, label, key }) => {
    const name = i18n._(label);
    return { id: to, label: t`Go to ${name}`, hint: `g ${key}`, run: () => void router.navigate({ to }) };
  });
  const settings = sectionsFor(session).map(({ to, label }) => {
    const name = i18n._(label);
    return { id: to, label: t`Settings: ${name}`, hint: "", run: () => void router.navigate({ to }) };
  });
  const creations = [
    { plural: "leads", label: t`New lead` },
    { plural: "contacts", label: t`New contact` },
    { plural: "companies", label: t`New company` },
  ].filter(({ plural }) => can(session, `${plural}:write`));
  const themes = { system: t`Theme: as the system`, light: t`Theme: light`, dark: t`Theme: dark` };
  return [
    ...pages,
    ...creations.map(({ plural, label }) => ({
      id: `new-${plural}`,
      label,
      hint: "",
      run: () => void router.navigate({ to: `/${plural}/new` as "/leads/new" }),
    })),
    {
      id: "chat-new",
      label: t`New conversation`,
      hint: "",
      run: () => {
        clearChat();
        void router.navigate({ to: "/" });
      },
    },
    ...settings,
    ...(can(session, "audit:read") ? [{ id: "audit", label: t`Audit log`, hint: "", run: () => void router.navigate({ to: "/audit" }) }] : []),
    ...THEMES.map((theme) => ({ id: theme, label: themes[theme], hint: "", run: () => chooseTheme(session.user.id, theme) })),
    { id: "keys", label: t`Keyboard shortcuts`, hint: "?", run: openShortcuts },
    { id: "docs", label: t`API reference`, hint: "", run: () => location.assign("/docs") },
  ];
}
