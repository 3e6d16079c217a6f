import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { consoleRoute } from "./console";

const settingsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("../settings/Settings"), "Settings"),
});

const indexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/",
  component: lazyRouteComponent(() => import("../settings/Settings"), "SettingsIndex"),
});

const membersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "members",
  component: lazyRouteComponent(() => import("../settings/members/MembersPage"), "MembersPage"),
});

const rolesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "roles",
  component: lazyRouteComponent(() => import("../settings/roles/RolesPage"), "RolesPage"),
});

const keysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "keys",
  component: lazyRouteComponent(() => import("../settings/keys/KeysPage"), "KeysPage"),
});

const appsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "apps",
  component: lazyRouteComponent(() => import("../settings/apps/AppsPage"), "AppsPage"),
});

const mailRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "mail",
  component: lazyRouteComponent(() => import("../settings/MailPage"), "MailPage"),
});

const sessionsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "sessions",
  component: lazyRouteComponent(() => import("../settings/SessionsPage"), "SessionsPage"),
});

const securityRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "security",
  component: lazyRouteComponent(() => import("../settings/security/SecurityPage"), "SecurityPage"),
});

export const settingsRoutes = settingsRoute.addChildren([indexRoute, membersRoute, rolesRoute, keysRoute, appsRoute, mailRoute, sessionsRoute, securityRoute]);
