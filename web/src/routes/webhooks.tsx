import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "./console";

export const webhooksRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/webhooks",
  // The open endpoint, or "new".
  validateSearch: (search: Record<string, unknown>): { open?: string } => (typeof search["open"] === "string" ? { open: search["open"] } : {}),
  component: lazyRouteComponent(() => import("../webhooks/WebhooksPage"), "WebhooksPage"),
});
