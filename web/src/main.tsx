import "./styles/index.css";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { onSignedOut } from "./api/signedOut";
import { makeQueryClient } from "./app/queries";
import { messages } from "./locales/en.po";
import { makeRouter } from "./router";
import { consoleRoute } from "./routes/console";

const RELOADED = "pilothouse.reloaded";
/** A second reload so soon would not help, and could go on for ever. Milliseconds. */
const RELOAD_AGAIN_MS = 60_000;

i18n.loadAndActivate({ locale: "en", messages });

const queryClient = makeQueryClient();
const router = makeRouter(queryClient);

// The session ended: sign in again, then come back to the same place.
onSignedOut(() => {
  // Pages before sign-in have no session to lose.
  if (!router.state.matches.some(({ routeId }) => routeId === consoleRoute.id)) return;
  void router.navigate({ to: "/sign-in", search: { return: router.state.location.href } }).then(() => queryClient.clear());
});

// A deployment replaces the hashed files, so a page opened before it may ask for one that is gone: load it anew.
window.addEventListener("vite:preloadError", (event) => {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < RELOAD_AGAIN_MS) return;
  event.preventDefault();
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
});

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
