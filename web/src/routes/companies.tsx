import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textSearch } from "../records/search";
import { consoleRoute } from "./console";

const page = () => import("../records/CompaniesPage");

const listRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/companies",
  validateSearch: textSearch,
  component: lazyRouteComponent(page, "CompaniesPage"),
});

const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: "new",
  component: lazyRouteComponent(page, "NewCompany"),
});

const recordRoute = createRoute({
  getParentRoute: () => listRoute,
  path: "$id",
  component: lazyRouteComponent(page, "OpenCompany"),
});

export const companiesRoutes = listRoute.addChildren([newRoute, recordRoute]);
