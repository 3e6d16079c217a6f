import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "./root";

/** The token of a link that somebody was given. */
export function tokenSearch(search: Record<string, unknown>): { token?: string } {
  return typeof search["token"] === "string" ? { token: search["token"] } : {};
}

export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  validateSearch: tokenSearch,
  component: lazyRouteComponent(() => import("../gate/Setup"), "Setup"),
});
