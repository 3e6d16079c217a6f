import { createRoute, redirect } from "@tanstack/react-router";
import { Shell } from "../app/Shell";
import { ApiError } from "../api/errors";
import { sessionQuery } from "../api/session";
import { rootRoute } from "./root";

/** Everything behind sign-in; a visitor without a session comes back to where they wanted to go. */
export const consoleRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "console",
  component: Shell,
  async beforeLoad({ context, location }) {
    try {
      await context.queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { return: location.href } });
      }
      throw error;
    }
  },
});
