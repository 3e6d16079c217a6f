import { expect, test } from "vitest";
import * as z from "zod";
import type { AnyOperation } from "#kit/operation";
import { schemasOf, standalone } from "./openapi-schemas";

const taking = (body: z.ZodType, response?: z.ZodType): AnyOperation<never> => ({
  id: "things.things.create",
  method: "POST",
  path: "/api/v1/things",
  summary: "Create a thing",
  permission: "things:write",
  effect: "write",
  body,
  ...(response === undefined ? {} : { response }),
  fixture: () => ({}),
  run: () => Promise.resolve(undefined),
});

test("a named schema stands once, and is referred to from where it is used", () => {
  const part = z.strictObject({ size: z.int() }).meta({ id: "Part" });
  const whole = z.strictObject({ parts: z.array(part), spare: part.optional() });
  const schemas = schemasOf([taking(whole)], []);
  expect(Object.keys(schemas.components)).toEqual(["Part"]);
  expect(schemas.of(whole, "input")).toMatchObject({ properties: { parts: { items: { $ref: "#/components/schemas/Part" } }, spare: { $ref: "#/components/schemas/Part" } } });
});

test("a schema whose two sides differ stands twice; the input takes a name that nothing else has", () => {
  const thing = z.strictObject({ size: z.int().default(1) }).meta({ id: "Thing" });
  const taken = z.strictObject({ colour: z.string() }).meta({ id: "ThingInput" });
  const alone = schemasOf([taking(thing, thing)], []);
  expect(Object.keys(alone.components)).toEqual(["Thing", "ThingInput"]);
  expect(alone.of(thing, "input")).toEqual({ $ref: "#/components/schemas/ThingInput" });
  expect(alone.of(thing, "output")).toEqual({ $ref: "#/components/schemas/Thing" });
  expect(alone.components["ThingInput"]?.["required"]).toBeUndefined();
  expect(alone.components["Thing"]?.["required"]).toEqual(["size"]);
  expect(Object.keys(schemasOf([taking(thing, thing), taking(taken)], []).components)).toEqual(["Thing", "ThingInput", "ThingInput2"]);
});

test("what holds such a schema stands twice as well", () => {
  const inner = z.strictObject({ size: z.int().default(1) }).meta({ id: "Inner" });
  const outer = z.object({ inner: inner.optional() }).loose().meta({ id: "Outer" });
  const { components } = schemasOf([taking(outer, outer)], []);
  expect(Object.keys(components)).toEqual(["Inner", "InnerInput", "Outer", "OuterInput"]);
  expect(components["OuterInput"]).toMatchObject({ properties: { inner: { $ref: "#/components/schemas/InnerInput" } } });
});

test("a schema whose two sides are alike stands once", () => {
  const thing = z.strictObject({ size: z.int() }).meta({ id: "Thing" });
  expect(Object.keys(schemasOf([taking(thing, thing)], []).components)).toEqual(["Thing"]);
});

test("two schemas of one name are a fault, and so is a name that the document keeps for itself", () => {
  const one = z.strictObject({ size: z.int() }).meta({ id: "Same" });
  const other = z.strictObject({ colour: z.string() }).meta({ id: "Same" });
  expect(() => schemasOf([taking(one), taking(other)], [])).toThrow("Two schemas are named Same");
  expect(() => schemasOf([taking(one)], ["Same"])).toThrow("Two schemas are named Same");
});

test("a schema that contains itself needs a name", () => {
  const nameless: z.ZodType = z.strictObject({ children: z.array(z.lazy(() => nameless)) });
  const tree: z.ZodType = z.strictObject({ children: z.array(z.lazy(() => tree)) }).meta({ id: "Tree" });
  expect(() => schemasOf([taking(nameless)], []).of(nameless, "input")).toThrow("meta({ id })");
  expect(schemasOf([taking(tree)], []).components["Tree"]).toMatchObject({ properties: { children: { items: { $ref: "#/components/schemas/Tree" } } } });
});

test("bounds of every integer and patterns of a known format are left out", () => {
  const thing = z.strictObject({ size: z.int(), at: z.iso.datetime(), extra: z.record(z.string(), z.unknown()) });
  expect(schemasOf([taking(thing)], []).of(thing, "input")["properties"]).toEqual({
    size: { type: "integer" },
    at: { type: "string", format: "date-time" },
    extra: { type: "object", additionalProperties: {} },
  });
});

test("a schema that stands alone refers to its own definitions, and holds those it needs", () => {
  const components = { A: { properties: { b: { $ref: "#/components/schemas/B" } } }, B: { type: "string" }, C: { type: "null" } };
  expect(standalone({ $ref: "#/components/schemas/A" }, components)).toEqual({
    $ref: "#/$defs/A",
    $defs: { A: { properties: { b: { $ref: "#/$defs/B" } } }, B: { type: "string" } },
  });
});
