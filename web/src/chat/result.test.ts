import { expect, test } from "vitest";
import { columnsOf, shapeOf } from "./result";

test("a list, a record and anything else are told apart", () => {
  expect(shapeOf({ data: [{ id: "lead_1" }, null], nextCursor: "x" })).toEqual({ kind: "list", rows: [{ id: "lead_1" }], more: true });
  expect(shapeOf({ id: "lead_1" }).kind).toBe("record");
  expect(shapeOf("done").kind).toBe("none");
  expect(shapeOf(undefined).kind).toBe("none");
});

test("columns are the known fields that some row fills, four at most", () => {
  const rows = [{ id: "1", email: null, status: "new", city: "" }, { id: "2", email: "a@b.c", score: 3, jobTitle: "COO", phone: "1", company: null }];
  expect(columnsOf(rows)).toEqual(["email", "status", "jobTitle", "score"]);
});
