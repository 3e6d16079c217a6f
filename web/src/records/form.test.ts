import { expect, test } from "vitest";
import { type FormField, changesBetween, fieldOfPath, filledIn, minorUnits, problemsOf, toDraft } from "./form";

const fields: FormField[] = [
  { name: "name", control: "text", required: true },
  { name: "employees", control: "count" },
  { name: "annualRevenue", control: "money" },
  { name: "address.city", control: "text" },
  { name: "address.country", control: "text" },
  { name: "tags", control: "tags" },
];
const acme = {
  name: "Acme",
  employees: 12,
  annualRevenue: { amount: 123_456, currency: "USD" },
  address: { city: "Oslo", country: null },
  tags: ["vip", "emea"],
};

test("a record fills the inputs as text", () => {
  expect(toDraft(fields, acme)).toEqual({
    name: "Acme",
    employees: "12",
    "annualRevenue.amount": "1234.56",
    "annualRevenue.currency": "USD",
    "address.city": "Oslo",
    "address.country": "",
    tags: "vip, emea",
  });
});

test("an untouched form changes nothing", () => {
  const draft = toDraft(fields, acme);
  expect(changesBetween(fields, draft, { ...draft })).toEqual({});
});

test("a PATCH holds what differs, null for what was cleared, and an address as a whole", () => {
  const draft = toDraft(fields, acme);
  const changed = { ...draft, employees: "", "address.country": "Norway", tags: "vip" };
  expect(changesBetween(fields, draft, changed)).toEqual({ employees: null, address: { city: "Oslo", country: "Norway" }, tags: ["vip"] });
});

test("an address without any part is none", () => {
  const draft = toDraft(fields, acme);
  expect(changesBetween(fields, draft, { ...draft, "address.city": "" })).toEqual({ address: null });
});

test("a new record leaves out what is empty", () => {
  expect(filledIn(fields, { ...toDraft(fields), name: " Acme ", employees: "1,200", tags: "a, a,b" })).toEqual({
    name: "Acme",
    employees: 1200,
    tags: ["a", "b"],
  });
});

test("money goes by the minor units of its currency", () => {
  expect(minorUnits("JPY")).toBe(1);
  expect(filledIn(fields, { name: "x", "annualRevenue.amount": "19.99", "annualRevenue.currency": "EUR" })).toMatchObject({
    annualRevenue: { amount: 1999, currency: "EUR" },
  });
});

test("what the server would refuse is found first", () => {
  expect(problemsOf(fields, { name: "", employees: "many", "annualRevenue.amount": "lots" })).toEqual({
    name: "required",
    employees: "count",
    annualRevenue: "amount",
  });
});

test("problems of the server find their field", () => {
  expect(fieldOfPath(fields, "body.address.city")).toBe("address.city");
  expect(fieldOfPath(fields, "annualRevenue.amount")).toBe("annualRevenue");
  expect(fieldOfPath(fields, "")).toBe("");
  expect(fieldOfPath(fields, "unknown")).toBe("");
});
