import { expect, test } from "vitest";
import { requestOf, undoOf } from "./undo";

const record = { kind: "lead", id: "lead_1", name: "Jane Doe" };
const done = { id: "call_1", status: "done" as const, arguments: {}, record };

test("a create is undone by deleting, a delete by restoring", () => {
  expect(undoOf({ ...done, function: "create_lead" })?.undo).toEqual({ operation: "delete", plural: "leads", id: "lead_1" });
  expect(undoOf({ ...done, function: "delete_lead" })?.undo).toEqual({ operation: "restore", plural: "leads", id: "lead_1" });
});

test("nothing else offers an undo", () => {
  expect(undoOf({ ...done, function: "update_lead" })).toBeNull();
  expect(undoOf({ ...done, function: "create_lead", status: "failed" })).toBeNull();
  expect(undoOf({ ...done, function: "create_ship", record: { ...record, kind: "ship" } })).toBeNull();
});

test("a call of the CRM is shown as the request that does the same", () => {
  const create = { ...done, function: "create_lead", arguments: { email: "jane@acme.io" } };
  expect(requestOf(create, "add")).toMatchObject({ method: "POST", path: "/api/leads", body: { email: "jane@acme.io" } });
  const find = { ...done, function: "find_companies", arguments: { q: "acme", industry: "food", limit: 5 } };
  expect(requestOf(find, "find")).toMatchObject({ method: "GET", path: "/api/companies?q=acme&limit=5&filter=industry%5Bcontains%5D%3A%22food%22" });
  const remove = { ...done, function: "delete_lead" };
  expect(requestOf(remove, "delete")).toMatchObject({ method: "DELETE", path: "/api/leads/lead_1" });
});

test("an update names its record in the address and only what changes in the body", () => {
  const update = { ...done, function: "update_lead", arguments: { lead: "Jane Doe", company: "Acme" } };
  expect(requestOf(update, "move")).toMatchObject({ method: "PATCH", path: "/api/leads/lead_1", body: { company: "Acme" } });
});

test("a record named in words has no plain call, for the API takes its id", () => {
  const give = { ...done, function: "update_lead", arguments: { lead: "Jane Doe", owner: "Ada" } };
  expect(requestOf(give, "give Jane to Ada")).toMatchObject({ path: "/webhook/router", body: { command: "give Jane to Ada" } });
});

test("any other function is shown as the command that led to it", () => {
  const call = { ...done, function: "send_newsletter" };
  expect(requestOf(call, "send it")).toMatchObject({ method: "POST", path: "/webhook/router", body: { command: "send it" } });
});
