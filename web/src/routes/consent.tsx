import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { ApiError } from "../api/errors";
import { sessionQuery } from "../api/session";
import { rootRoute } from "./root";

/** Where an app sends a person to be allowed; the Worker's /oauth/authorize leads here. */
export const consentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/consent",
  validateSearch: (search: Record<string, unknown>): { request?: string; error?: string } => ({
    ...(typeof search["request"] === "string" ? { request: search["request"] } : {}),
    ...(typeof search["error"] === "string" ? { error: search["error"] } : {}),
  }),
  async beforeLoad({ context, location, search }) {
    if (search.request === undefined) return;
    try {
      await context.queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) throw redirect({ to: "/sign-in", search: { return: location.href } });
      throw error;
    }
  },
  component: lazyRouteComponent(() => import("../consent/ConsentPage"), "ConsentPage"),
});
