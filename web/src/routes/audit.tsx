import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "./console";

export const auditRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/audit",
  component: lazyRouteComponent(() => import("../audit/AuditPage"), "AuditPage"),
});
