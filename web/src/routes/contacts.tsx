import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textSearch } from "../records/search";
import { consoleRoute } from "./console";

const page = () => import("../records/ContactsPage");

const listRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/contacts",
  validateSearch: textSearch,
  component: lazyRouteComponent(page, "ContactsPage"),
});

const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: "new",
  component: lazyRouteComponent(page, "NewContact"),
});

const recordRoute = createRoute({
  getParentRoute: () => listRoute,
  path: "$id",
  component: lazyRouteComponent(page, "OpenContact"),
});

export const contactsRoutes = listRoute.addChildren([newRoute, recordRoute]);
