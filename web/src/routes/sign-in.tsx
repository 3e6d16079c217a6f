import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { returnAddress } from "../gate/returnAddress";
import { rootRoute } from "./root";

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { return?: string; step?: "second-factor" } => {
    const address = returnAddress(search["return"]);
    return { ...(address === "/" ? {} : { return: address }), ...(search["step"] === "second-factor" ? { step: "second-factor" } : {}) };
  },
  component: lazyRouteComponent(() => import("../gate/SignIn"), "SignIn"),
});
