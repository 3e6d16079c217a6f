import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { returnAddress } from "../gate/returnAddress";
import { rootRoute } from "./root";

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { return?: string } => {
    const address = returnAddress(search["return"]);
    return address === "/" ? {} : { return: address };
  },
  component: lazyRouteComponent(() => import("../gate/SignIn"), "SignIn"),
});
