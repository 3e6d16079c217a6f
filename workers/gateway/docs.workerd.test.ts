import { expect, test } from "vitest";
import { ORIGIN, send } from "../../test/harness";

test("the document is served for this installation", async () => {
  const answer = await send("GET", "/openapi.json");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, expect.stringContaining("application/json")]);
  expect(answer.body).toMatchObject({ openapi: "3.1.0", servers: [{ url: ORIGIN }] });
});

test("the reference is served with its style, and its policy lets nothing in from elsewhere", async () => {
  const page = await send("GET", "/docs");
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(page.text).toContain('<article id="crm.leads.create"');
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toContain("unsafe-inline");
  const sheet = /<link rel="stylesheet" href="([^"]+)">/.exec(page.text)?.[1] ?? "";
  const style = await send("GET", sheet);
  expect([style.status, style.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
  expect(style.headers.get("cache-control")).toMatch(/max-age=\d+/);
});

test("what lies beside the reference is not there", async () => {
  expect((await send("GET", "/docs/other.css")).body).toMatchObject({ error: { code: "NOT_FOUND" } });
});
