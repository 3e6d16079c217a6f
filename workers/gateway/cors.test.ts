import fc from "fast-check";
import { expect, test } from "vitest";
import { corsHeaders, preflight, type CorsSettings } from "./cors";

const SITE = "https://www.example.com";
const settings: CorsSettings = { crm: [SITE], identity: [], "*": ["https://any.example.com"] };

test("a service's own origins are allowed, and only those", () => {
  expect(corsHeaders(settings, "crm", SITE)).toMatchObject({ "access-control-allow-origin": SITE, vary: "origin" });
  for (const origin of ["https://example.com", "http://www.example.com", "https://www.example.com.evil.com", "https://www.example.com:8443", "null", ""]) expect(corsHeaders(settings, "crm", origin)).toEqual({});
});

test("a service with settings of its own does not take those of the others", () => {
  expect(corsHeaders(settings, "crm", "https://any.example.com")).toEqual({});
  expect(corsHeaders(settings, "identity", "https://any.example.com")).toEqual({});
  expect(corsHeaders(settings, "ai", "https://any.example.com")).toMatchObject({ "access-control-allow-origin": "https://any.example.com" });
});

test("a request that names no origin gets no headers, and by default nothing is allowed", () => {
  expect(corsHeaders(settings, "crm", null)).toEqual({});
  expect(corsHeaders({}, "crm", SITE)).toEqual({});
});

test("where every origin is allowed, the answer still names the one that asked", () => {
  expect(corsHeaders({ "*": ["*"] }, "crm", SITE)["access-control-allow-origin"]).toBe(SITE);
});

test("cookies are never allowed across origins, whatever the settings", () => {
  const origins = fc.constantFrom(SITE, "*", "https://any.example.com", "null");
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom("crm", "ai", "*"), fc.array(origins)), fc.constantFrom("crm", "ai", "identity"), origins, (any, service, origin) => {
      const headers = preflight(any, service, origin, ["GET"]).headers;
      expect(headers.has("access-control-allow-credentials")).toBe(false);
      expect([null, origin]).toContain(headers.get("access-control-allow-origin"));
    }),
  );
});

test("a preflight names the methods of the address and the headers that callers send", () => {
  const answer = preflight(settings, "crm", SITE, ["GET", "POST"]);
  expect(answer.status).toBe(204);
  expect(answer.headers.get("access-control-allow-methods")).toBe("GET, POST");
  for (const name of ["authorization", "content-type", "idempotency-key", "if-match"]) expect(answer.headers.get("access-control-allow-headers")).toContain(name);
  expect(Number(answer.headers.get("access-control-max-age"))).toBeGreaterThan(0);
});

test("a preflight from an origin that is not allowed is answered without what would allow it", () => {
  const answer = preflight(settings, "crm", "https://evil.com", ["GET"]);
  expect(answer.status).toBe(204);
  expect([...answer.headers.keys()]).toEqual([]);
});
