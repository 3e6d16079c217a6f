import { expect, test } from "vitest";
import * as z from "zod";
import type { Act } from "./context";
import { ref, refKind, resolveRefs, type Resolve } from "./ref";

const act = { requestId: "test" } as Act;
const ada = { id: "lead_ada", name: "Ada Lovelace", version: 3, hint: "ada@example.com" };
const adam = { id: "lead_adam", name: "Adam Smith", version: 1, hint: "adam@example.com" };

/** Finds people by the beginning of their names, and remembers what it was asked. */
function finder(): { resolve: Resolve; asked: string[] } {
  const asked: string[] = [];
  const resolve: Resolve = (_act, text) => {
    asked.push(text);
    return Promise.resolve([ada, adam].filter(({ name }) => name.toLowerCase().startsWith(text.toLowerCase())));
  };
  return { resolve, asked };
}

const input = z.strictObject({ lead: ref("lead", "The lead"), owner: ref("member", "Its owner").optional(), phone: z.string().optional() });

test("a reference is known by its kind, also where it is optional, and other arguments are none", () => {
  expect(refKind(ref("lead", "The lead"))).toBe("lead");
  expect(refKind(ref("lead", "The lead").optional())).toBe("lead");
  expect(refKind(ref("lead", "The lead").nullable().optional())).toBe("lead");
  expect(refKind(z.string())).toBeNull();
  expect(refKind(undefined)).toBeNull();
});

test("the mark of a reference stays out of its JSON Schema", () => {
  expect(z.toJSONSchema(ref("lead", "The lead"))).toMatchObject({ type: "string", description: "The lead" });
  expect(JSON.stringify(z.toJSONSchema(ref("member", "Whose")))).not.toContain("member");
});

test("a name becomes an id, and its record is told", async () => {
  const { resolve } = finder();
  expect(await resolveRefs(input, { lead: "ada l", phone: "1" }, { lead: resolve }, act)).toEqual({ status: "found", args: { lead: "lead_ada", phone: "1" }, refs: { lead: ada } });
});

test("what nobody is called is unknown, and says which argument it was", async () => {
  const { resolve } = finder();
  expect(await resolveRefs(input, { lead: "Grace" }, { lead: resolve }, act)).toEqual({ status: "unknown", argument: "lead", kind: "lead", text: "Grace" });
});

test("two of one name are a question, never a guess", async () => {
  const { resolve } = finder();
  expect(await resolveRefs(input, { lead: "ada" }, { lead: resolve }, act)).toEqual({ status: "ambiguous", argument: "lead", kind: "lead", text: "ada", matches: [ada, adam] });
});

test("a kind that nobody can find is unknown", async () => {
  const { resolve } = finder();
  expect(await resolveRefs(input, { lead: "ada l", owner: "me" }, { lead: resolve }, act)).toMatchObject({ status: "unknown", argument: "owner" });
});

test("only references that are given are looked up, and the arguments are not changed in place", async () => {
  const { resolve, asked } = finder();
  const args = { lead: "ada l", phone: "Ada" };
  await resolveRefs(input, args, { lead: resolve, member: resolve }, act);
  expect(asked).toEqual(["ada l"]);
  expect(args).toEqual({ lead: "ada l", phone: "Ada" });
});
