import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textSearch } from "../records/search";
import { consoleRoute } from "./console";

const page = () => import("../records/LeadsPage");

const listRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/leads",
  validateSearch: textSearch,
  component: lazyRouteComponent(page, "LeadsPage"),
});

const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: "new",
  component: lazyRouteComponent(page, "NewLead"),
});

const recordRoute = createRoute({
  getParentRoute: () => listRoute,
  path: "$id",
  component: lazyRouteComponent(page, "OpenLead"),
});

export const leadsRoutes = listRoute.addChildren([newRoute, recordRoute]);
