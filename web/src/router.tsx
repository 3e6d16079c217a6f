import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { auditRoute } from "./routes/audit";
import { chatRoute } from "./routes/chat";
import { companiesRoutes } from "./routes/companies";
import { consentRoute } from "./routes/consent";
import { consoleRoute } from "./routes/console";
import { contactsRoutes } from "./routes/contacts";
import { gateRoutes } from "./routes/gate";
import { leadsRoutes } from "./routes/leads";
import { rootRoute } from "./routes/root";
import { settingsRoutes } from "./routes/settings";
import { setupRoute } from "./routes/setup";
import { signInRoute } from "./routes/sign-in";
import { webhooksRoute } from "./routes/webhooks";
import { asText } from "./ui/text";

const routeTree = rootRoute.addChildren([
  signInRoute,
  setupRoute,
  consentRoute,
  ...gateRoutes,
  consoleRoute.addChildren([chatRoute, leadsRoutes, contactsRoutes, companiesRoutes, webhooksRoute, auditRoute, settingsRoutes]),
]);

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    // Plain query strings: ?q=acme&status=new, no JSON in the address.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch,
  });
}

function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    const text = asText(value);
    if (text !== "") query.set(name, text);
  }
  return query.size === 0 ? "" : `?${query.toString()}`;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
