import { expect, test } from "vitest";
import { NOW, ZONE, crmTools } from "./fixtures";
import { COMMAND_CHARS_MAX, interpret, toolbox } from "./index";
import { samples } from "./samples";
import { laterSamples } from "./samples-later";
import { moreSamples } from "./samples-more";
import { score } from "./scoring";

const box = toolbox(crmTools);
const options = { now: NOW, timeZone: ZONE };

test("the main command of the product is understood exactly", async () => {
  const got = await interpret("add Jane Doe of Acme, jane@acme.io, as a lead from the spring webinar", box, options);
  const expected = { firstName: "Jane", lastName: "Doe", email: "jane@acme.io", company: "Acme", source: "spring webinar" };
  expect(got).toEqual({ kind: "calls", calls: [{ name: "create_lead", arguments: expected }] });
});

test("the commands that the parser was tuned on are understood", async () => {
  const all = [...samples, ...moreSamples];
  const { accuracy, failures } = await score(all, box, options);
  console.log(`CRM, tuned on: ${(accuracy * 100).toFixed(1)}% of ${all.length}`);
  expect(all.length).toBeGreaterThanOrEqual(150);
  expect(accuracy, failures.join("\n")).toBeGreaterThanOrEqual(0.98);
});

test("commands that were once misread are understood", async () => {
  const { failures } = await score(laterSamples, box, options);
  expect(failures).toEqual([]);
});

test("a question names all alternatives in human words", async () => {
  const got = await interpret("create a lead", box, options);
  expect(got).toMatchObject({ kind: "question", tool: "create_lead", missing: ["firstName", "lastName", "email"], known: {} });
  expect(got.kind === "question" && got.text).toBe("To create a lead, I need at least one of the first name, last name or email.");
});

test("the answer to a question completes the call", async () => {
  const pending = { tool: "create_lead", missing: ["firstName", "lastName", "email"], known: { source: "spring webinar" } };
  for (const answer of ["Jane Doe", "jane doe", "it's Jane Doe", "her name is Jane Doe"]) {
    const got = await interpret(answer, box, { ...options, pending });
    expect(got).toEqual({ kind: "calls", calls: [{ name: "create_lead", arguments: { firstName: "Jane", lastName: "Doe", source: "spring webinar" } }] });
  }
  const byEmail = await interpret("jane@acme.io", box, { ...options, pending });
  expect(byEmail).toEqual({ kind: "calls", calls: [{ name: "create_lead", arguments: { email: "jane@acme.io", source: "spring webinar" } }] });
});

test("an answer with two names makes two calls, and an amount gets the currency asked for", async () => {
  const two = await interpret("both Jane Doe and Bob Smith", box, { ...options, pending: { tool: "update_lead", missing: ["lead"], known: { status: "qualified" } } });
  expect(two).toMatchObject({ kind: "calls", calls: [{ arguments: { lead: "Jane Doe", status: "qualified" } }, { arguments: { lead: "Bob Smith", status: "qualified" } }] });
  const asked = await interpret("create company Acme with annual revenue of 2 million", box, options);
  expect(asked).toMatchObject({ kind: "question", missing: ["annualRevenue"] });
  if (asked.kind !== "question") return;
  const { tool, missing, known } = asked;
  const done = await interpret("euros", box, { ...options, pending: { tool, missing, known } });
  expect(done).toEqual({ kind: "calls", calls: [{ name: "create_company", arguments: { name: "Acme", annualRevenue: { amount: 200_000_000, currency: "EUR" } } }] });
});

test("what would do something else than was said does nothing", async () => {
  for (const command of ["remove the tag vip from the contact Jane Doe", "merge lead Jane Doe and Janet Doe", "leads not from Acme", "find leads with a score over 50", "update lead Jane Doe"]) {
    expect((await interpret(command, box, options)).kind, command).toBe("none");
  }
});

test("a reference asked for is taken from the answer", async () => {
  const pending = { tool: "update_lead", missing: ["lead"], known: { status: "qualified" } };
  const got = await interpret("jane@acme.io", box, { ...options, pending });
  expect(got).toEqual({ kind: "calls", calls: [{ name: "update_lead", arguments: { lead: "jane@acme.io", status: "qualified" } }] });
});

test("a new command after a question is a new command, and never mind ends it", async () => {
  const pending = { tool: "create_lead", missing: ["firstName", "lastName", "email"], known: {} };
  const other = await interpret("delete the contact Bob Smith", box, { ...options, pending });
  expect(other).toEqual({ kind: "calls", calls: [{ name: "delete_contact", arguments: { contact: "Bob Smith" } }] });
  expect((await interpret("never mind", box, { ...options, pending })).kind).toBe("none");
});

test("a command that is too long is refused with a text that says so", async () => {
  const got = await interpret("a".repeat(COMMAND_CHARS_MAX + 1), box, options);
  expect(got.kind).toBe("none");
  expect(got.kind === "none" && got.text).toContain("4000");
});

test("when nothing fits, the answer shows what can be said", async () => {
  const got = await interpret("what is the weather?", box, options);
  expect(got.kind === "none" && got.text).toContain("add Jane Doe from Acme as a lead");
});

test("a parameter named like a prototype's part stays data", async () => {
  const odd = toolbox([{ name: "set_constructor", description: "Set the constructor", parameters: JSON.parse('{"type":"object","properties":{"constructor":{"type":"string","description":"Name of the constructor"},"__proto__":{"type":"string"}},"required":["constructor"]}') }]);
  const got = await interpret('set the constructor to "polluted"', odd, options);
  expect(got).toEqual({ kind: "calls", calls: [{ name: "set_constructor", arguments: JSON.parse('{"constructor":"polluted"}') }] });
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("an empty toolbox does nothing", async () => {
  expect((await interpret("add Jane Doe as a lead", toolbox([]), options)).kind).toBe("none");
});
