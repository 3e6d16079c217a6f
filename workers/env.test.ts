import { expect, test } from "vitest";
import { newSecrets } from "../scripts/local/secrets";
import { settingsOf, type Env } from "./env";

const settings = (changed: Record<string, string | undefined>) => settingsOf({ ...newSecrets(), ...changed } as unknown as Env);
const key = Buffer.alloc(32, 7).toString("base64");

test("made secrets are taken", () => {
  expect(Object.keys(settings({}).SECRET_KEYS.keys)).toHaveLength(1);
});

test.each([
  ["nothing", undefined, "is missing"],
  ["no JSON", "x", "is not JSON"],
  ["an empty text", "", "expected string"],
  ["a current key that is not there", JSON.stringify({ current: "b", keys: { a: key } }), "not among its keys"],
  ["a short key", JSON.stringify({ current: "a", keys: { a: key.slice(4) } }), "is not base64 of 32 bytes"],
  ["a key in base64url", JSON.stringify({ current: "a", keys: { a: Buffer.alloc(32, 255).toString("base64url") } }), "is not base64 of 32 bytes"],
  ["an id with a dot", JSON.stringify({ current: "a.b", keys: { "a.b": key } }), "SECRET_KEYS"],
  ["an unknown field", JSON.stringify({ current: "a", keys: { a: key }, old: key }), "SECRET_KEYS"],
])("root keys that are %s are refused by name, and never shown", (_, text, message) => {
  let said = "";
  try {
    settings({ SECRET_KEYS: text });
  } catch (error) {
    said = String(error);
  }
  expect(said).toContain("SECRET_KEYS");
  expect(said).toContain(message);
  expect(said).not.toContain(key.slice(0, 10));
});
