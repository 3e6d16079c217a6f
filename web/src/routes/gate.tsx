import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "./root";
import { tokenSearch } from "./setup";

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("../gate/SignUp"), "SignUp"),
});

const verifyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/verify",
  validateSearch: tokenSearch,
  component: lazyRouteComponent(() => import("../gate/Verify"), "Verify"),
});

const forgotRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/forgot",
  component: lazyRouteComponent(() => import("../gate/Forgot"), "Forgot"),
});

const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/reset",
  validateSearch: tokenSearch,
  component: lazyRouteComponent(() => import("../gate/Reset"), "Reset"),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitation",
  validateSearch: tokenSearch,
  component: lazyRouteComponent(() => import("../gate/Invitation"), "Invitation"),
});

/** What a provider may send along; anything else in the address is not passed on. */
const ANSWERED = ["code", "iss", "error", "error_description"] as const;
type Answered = { state: string } & Partial<Record<(typeof ANSWERED)[number], string>>;

const callbackRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/callback/$provider",
  validateSearch: (search: Record<string, unknown>): Answered => ({
    state: typeof search["state"] === "string" ? search["state"] : "",
    ...Object.fromEntries(ANSWERED.flatMap((name) => (typeof search[name] === "string" ? [[name, search[name]]] : []))),
  }),
  component: lazyRouteComponent(() => import("../gate/Callback"), "Callback"),
});

export const gateRoutes = [signUpRoute, verifyRoute, forgotRoute, resetRoute, invitationRoute, callbackRoute] as const;
