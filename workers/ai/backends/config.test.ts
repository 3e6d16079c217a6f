import { expect, test } from "vitest";
import { modelConfig } from "../model-config.generated";
import { backendsOf } from "./config";
import { scriptedUpstream, streamed, UPSTREAM_URL } from "./scripted-upstream";

const { egress, calls } = scriptedUpstream(streamed([{ content: "hi" }]));
const EMPTY = { AI_BASE_URL: "", AI_MODEL: "", AI_API_KEY: "" };
const SET = { AI_BASE_URL: UPSTREAM_URL, AI_MODEL: "llama", AI_API_KEY: "k\n" };
const ask = { model: "llama", messages: [{ role: "user" as const, content: "hi" }], tools: [], toolChoice: "none" as const, parallelToolCalls: true, now: 0, timeZone: "UTC" };

test("the file of the installation makes backends, the embedded one by default", () => {
  const backends = backendsOf(modelConfig, EMPTY, egress);
  expect([backends.default.kind, [...backends.byId.keys()]]).toEqual(["embedded", ["embedded", "openai-compatible"]]);
  expect(backends.forModel("default")).toBe(backends.default);
  expect(backends.forModel("embedded")).toBe(backends.default);
  expect(backends.forModel("gpt-4o")).toBeNull();
});

test("a backend that is not set up says which settings it needs", async () => {
  const backend = backendsOf(modelConfig, EMPTY, egress).forModel("openai-compatible");
  expect(backend?.models).toEqual([]);
  await expect(Array.fromAsync(backend?.chat(ask) ?? [])).rejects.toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining("set AI_BASE_URL and AI_MODEL") as string });
});

test("settings are put in where the file refers to them", async () => {
  const backend = backendsOf(modelConfig, SET, egress).forModel("llama");
  expect(backend?.id).toBe("openai-compatible");
  await Array.fromAsync(backend?.chat(ask) ?? []);
  expect([calls[0]?.url, calls[0]?.body?.["model"], calls[0]?.headers.get("authorization")]).toEqual([`${UPSTREAM_URL}/chat/completions`, "llama", "Bearer k"]);
});

test("a secret of the house cannot be referred to", () => {
  const config = { default: "x", backends: [{ id: "x", kind: "openai-compatible", baseUrl: "https://acme.io", model: "m", apiKey: "${AUTH_SECRET}" }] } as const;
  expect(() => backendsOf(config, { ...EMPTY, AUTH_SECRET: "hunter2" } as typeof EMPTY, egress)).toThrow(/no setting AUTH_SECRET for the AI; there are AI_BASE_URL, AI_MODEL, AI_API_KEY$/);
});
