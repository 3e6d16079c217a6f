import fs from "node:fs";
import { expect, test } from "vitest";
import { parseModelConfig } from "./model-config.mjs";

const FILE = "model-config.yaml";

/** The complaints about a text, as `line: message`. */
function complaints(text: string): string[] {
  try {
    parseModelConfig(text, FILE);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n").map((line) => line.replace(`${FILE}:`, ""));
  }
}

const remote = (extra: string) => `default: far
backends:
  - id: far
    kind: openai-compatible
    baseUrl: https://models.example/v1
    model: some-model
${extra}`;

test("the file that ships is valid, answers from the embedded parser and keeps its references", () => {
  const file = new URL("../workers/ai/model-config.yaml", import.meta.url);
  const config = parseModelConfig(fs.readFileSync(file, "utf8"), FILE);
  expect(config.default).toBe("embedded");
  expect(config.backends.map((backend) => backend.kind)).toEqual(["embedded", "openai-compatible"]);
  expect(config.backends[1]?.apiKey).toBe("${AI_API_KEY}");
});

test("an unknown key is refused by its name and line", () => {
  expect(complaints(remote("    modle: x"))).toEqual([
    '7: backends[0] (openai-compatible) has the unknown key "modle"; it takes id, kind, baseUrl, model, apiKey, timeoutMs, contextTokens, toolFormat',
  ]);
  expect(complaints("default: a\nbackend: []")).toContain('2: the file has the unknown key "backend"; it takes default, backends');
});

test("a key of another kind of backend is refused", () => {
  expect(complaints("default: a\nbackends:\n  - id: a\n    kind: embedded\n    model: x")).toEqual([
    '5: backends[0] (embedded) has the unknown key "model"; it takes id, kind',
  ]);
});

test("a secret written out is refused and not repeated", () => {
  const [complaint] = complaints(remote("    apiKey: sk-live-51Hx"));
  expect(complaint).toMatch(/^7: backends\[0\]\.apiKey must name a setting/);
  expect(complaint).not.toContain("sk-live");
});

test("every problem is named at once", () => {
  expect(complaints("default: none\nbackends:\n  - id: Far Away\n    kind: oracle\n    timeoutMs: 5\n    baseUrl: ftp://x")).toEqual([
    "3: backends[0].id must be lower-case letters, digits and dashes, such as my-model",
    "4: backends[0].kind must be one of embedded, openai-compatible",
    "5: backends[0].timeoutMs must be a whole number from 1000 to 300000",
    "6: backends[0].baseUrl must be an http or https address, or a setting such as ${AI_BASE_URL}",
    "1: default must be the id of a backend: Far Away",
  ]);
});

test("missing keys, repeated ids and half references are refused", () => {
  expect(complaints("default: a\nbackends:\n  - id: a\n    kind: openai-compatible")).toEqual([
    "3: backends[0] needs the key baseUrl",
    "3: backends[0] needs the key model",
  ]);
  expect(complaints("default: a\nbackends:\n  - { id: a, kind: embedded }\n  - { id: a, kind: embedded }")).toEqual(['4: backends[1] repeats the id "a"']);
  expect(complaints(remote("").replace("some-model", "gpt-${VERSION}"))).toEqual([
    "6: backends[0].model must be a whole reference such as ${AI_MODEL}, with nothing around it",
  ]);
});

test("broken YAML names its line", () => {
  expect(complaints("default: a\nbackends: [")[0]).toMatch(/^2: /);
  expect(complaints("default: a\ndefault: b\nbackends:\n  - { id: a, kind: embedded }")[0]).toMatch(/^2: .*unique/);
  expect(complaints("")).toEqual(["1: the file must hold the keys default and backends"]);
});
