import { expect, test } from "vitest";
import { backoffMs, readPoke } from "./live";

test("the wait doubles up to half a minute, half of it by chance", () => {
  expect([0, 1, 2].map((attempt) => backoffMs(attempt, 1))).toEqual([500, 1_000, 2_000]);
  expect(backoffMs(0, 0)).toBe(250);
  expect(backoffMs(50, 1)).toBe(30_000);
});

test("a poke is read, anything else is none", () => {
  expect(readPoke('{"seq":3,"type":"lead.updated","object":{"kind":"lead","id":"lead_1","version":2}}')).toEqual({
    seq: 3,
    type: "lead.updated",
    object: { kind: "lead", id: "lead_1", version: 2 },
  });
  for (const data of ["", "pong", "{}", '{"object":{}}', "null", new ArrayBuffer(2)]) expect(readPoke(data)).toBeNull();
});
