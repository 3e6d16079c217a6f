import { test } from "vitest";
import { operations as ops } from "../operations";
import { docsPage, docsStyle } from "./docs";
import { openApiDocument } from "./openapi";
import { writeFileSync, mkdirSync } from "node:fs";
test("x", async () => {
  const d = openApiDocument(ops as any, "http://localhost:8787"); 
  const r = await docsPage(d).text();
  mkdirSync("/tmp/contracts/site/docs", { recursive: true });
  writeFileSync("/tmp/contracts/doc.json", JSON.stringify(d,null,1));
  writeFileSync("/tmp/contracts/site/index.html", r); writeFileSync("/tmp/contracts/site/docs/style.css", await docsStyle().text());
});
