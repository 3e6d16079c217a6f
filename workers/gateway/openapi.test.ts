import { Validator } from "@cfworker/json-schema";
import { Spectral } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { crmOperations } from "#crm";
import { identityOperations } from "#identity";
import { ERROR_STATUS } from "#kit/errors";
import { operationsOf, successStatus, type AnyOperation, type RawRequest } from "#kit/operation";
import { API_VERSION, openApiDocument, responseSchemaOf } from "./openapi";
const operations = [...crmOperations, ...identityOperations] as unknown as AnyOperation<never>[];
const doc = openApiDocument(operations, "https://pilothouse.test");
test("lint", async () => {
  for (const mode of ["recommended", "all"] as const) {
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [[oas, mode]] } as never);
  const results = await spectral.run(doc as never);
  console.log(mode, results.length, [...new Map(results.map(r=>[r.code, `${r.code} ${r.severity} ${r.path.join("/")} ${r.message}`])).values()]);
  }
  (await import("node:fs")).writeFileSync("/tmp/contracts/doc.json", JSON.stringify(doc,null,1));
});
