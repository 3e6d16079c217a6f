import { expect, test } from "vitest";
import { curl } from "./curl";
import { wireRequest } from "./request";

test("a request reads as a command, with the key left as a variable", () => {
  const request = wireRequest("crm.leads.update", { params: { id: "lead_1" }, body: { notes: "it's" }, headers: { "If-Match": '"3"' } });
  expect(curl(request, "https://app.example")).toBe(
    [
      `curl -X PATCH 'https://app.example/api/leads/lead_1'`,
      `  -H "Authorization: Bearer $PILOTHOUSE_API_KEY"`,
      `  -H 'If-Match: "3"'`,
      `  -H 'Content-Type: application/json'`,
      `  -d '{"notes":"it'\\''s"}'`,
    ].join(" \\\n"),
  );
});

test("empty query values are left out, ids are encoded", () => {
  expect(wireRequest("crm.leads.list", { query: { q: "a b", filter: undefined, limit: 50 } }).path).toBe("/api/leads?q=a+b&limit=50");
  expect(wireRequest("crm.leads.get", { params: { id: "../x" } }).path).toBe("/api/leads/..%2Fx");
});

test("an unknown operation is a mistake of ours", () => {
  expect(() => wireRequest("crm.ships.list")).toThrow("no such operation");
});
