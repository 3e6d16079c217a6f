import { expect, test } from "vitest";
import { counted, makeTenant } from "../../test/harness";

const TYPES = [
  ["text", { key: "industry" }, "Shipping", 7],
  ["number", { key: "seats" }, 12.5, "12"],
  ["money", { key: "budget" }, { amount: 5_000, currency: "EUR" }, { amount: 1.5, currency: "EUR" }],
  ["date", { key: "birthday" }, "1990-02-28", "28.02.1990"],
  ["boolean", { key: "partner" }, true, "yes"],
  ["select", { key: "tier", options: [{ value: "gold", label: "Gold" }, { value: "silver", label: "Silver" }] }, "gold", "bronze"],
  ["multi_select", { key: "needs", options: [{ value: "crm", label: "CRM" }, { value: "Mail", label: "Mail" }] }, ["crm", "Mail"], ["x"]],
  ["url", { key: "site" }, "https://acme.io", "javascript:alert(1)"],
  ["email", { key: "billing" }, "Bills@Acme.io", "nobody"],
  ["phone", { key: "mobile" }, "+1 (555) 0100", "call me"],
] as const;

async function withFields() {
  const tenant = await makeTenant();
  for (const [type, rest] of TYPES) {
    const made = await tenant.client.post("/api/fields", { kind: "contact", label: rest.key, type, ...rest });
    expect(made.status, made.text).toBe(201);
  }
  return tenant;
}

test("a field of each type takes what fits it, and names the place of what does not", async () => {
  const { client } = await withFields();
  const custom = Object.fromEntries(TYPES.map(([, { key }, good]) => [key, good]));
  const made = await client.post("/api/contacts", { firstName: "Ana", custom });
  expect(made.body.custom).toEqual(custom);
  const bad = await client.post("/api/contacts", { firstName: "Bob", custom: Object.fromEntries(TYPES.map(([, { key }, , wrong]) => [key, wrong])) });
  expect(bad.status).toBe(400);
  const paths = bad.body.error.details.problems.map((one: { path: string }) => one.path);
  expect(paths.map((path: string) => path.split(".").slice(0, 2).join("."))).toEqual(TYPES.map(([, { key }]) => `custom.${key}`));
  expect(paths).toContain("custom.budget.amount");
  const unknown = await client.post("/api/leads", { firstName: "L", custom: { industry: "x" } });
  expect(unknown.body.error.details.problems).toEqual([{ path: "custom.industry", message: "is not a known field; define it first, or remove it" }]);

  const path = `/api/contacts/${made.body.id}`;
  const patched = await client.patch(path, { custom: { seats: 3, site: null } });
  const { site: _, ...others } = custom;
  expect(patched.body.custom).toEqual({ ...others, seats: 3 });
  expect((await client.patch(path, { city: "Porto" })).body.custom).toEqual(patched.body.custom);
  expect((await client.get("/api/contacts?filter=custom.seats[eq]:3")).body.data).toHaveLength(1);
  expect((await client.put(path, { firstName: "Ana" })).body.custom).toEqual({});
  expect((await client.get("/api/contacts?filter=custom.seats[exists]")).body.data).toHaveLength(0);
});

test("defined fields are filtered, ordered and grouped by the one grammar", async () => {
  const { client } = await withFields();
  const rows = [
    { industry: "Shipping", seats: 5, tier: "gold", needs: ["crm"], birthday: "1990-02-28", partner: true, budget: { amount: 900, currency: "EUR" }, billing: "a@x.io" },
    { industry: "SHIPPING", seats: 20, tier: "silver", needs: ["Mail"], birthday: "1985-06-01", partner: false },
    { seats: 1 },
  ];
  for (const [index, custom] of rows.entries()) await client.post("/api/contacts", { firstName: `C${index}`, custom });
  const names = async (query: string) => (await client.get(`/api/contacts?${query}`)).body.data.map((one: { firstName: string }) => one.firstName);
  for (const [filter, expected] of [
    ["custom.industry[eq]:shipping", ["C0", "C1"]],
    ["custom.seats[gte]:5", ["C0", "C1"]],
    ["custom.tier[neq]:gold", ["C1", "C2"]],
    ["custom.needs[contains]:mail", ["C1"]],
    ["custom.birthday[between]:[1985-01-01,1985-12-31]", ["C1"]],
    ["custom.partner[eq]:true", ["C0"]],
    ["custom.budget[gt]:100", ["C0"]],
    ["custom.billing[eq]:A@X.io", ["C0"]],
    ["custom.industry[missing]", ["C2"]],
  ] as const) expect([filter, await names(`orderBy=firstName:asc&filter=${encodeURIComponent(filter)}`)]).toEqual([filter, expected]);
  expect(await names("orderBy=custom.seats:desc")).toEqual(["C1", "C0", "C2"]);
  const groups = await client.get("/api/contacts/groups?by=custom.tier&sum=custom.seats");
  expect(groups.body.data.map((one: { by: Record<string, unknown>; count: number; sum: Record<string, number> }) => [one.by["custom.tier"], one.count, one.sum["custom.seats"]])).toEqual([[null, 1, 1], ["gold", 1, 5], ["silver", 1, 20]]);
  const unknown = await client.get("/api/contacts?filter=custom.shoe[eq]:1");
  expect(unknown.body.error.details.problems[0].message).toContain('there is no field "custom.shoe"');
});

test("a field is renamed, moved and archived, and its key stays taken", async () => {
  const { client } = await makeTenant();
  const make = (key: string) => client.post("/api/fields", { kind: "deal", key, label: key, type: "select", options: [{ value: "a", label: "A" }] });
  const [first, second] = [(await make("one")).body, (await make("two")).body];
  expect((await make("one")).status).toBe(409);
  const moved = await client.patch(`/api/fields/${second.id}`, { position: 0, label: "Second", options: [{ value: "a", label: "A" }, { value: "b", label: "B" }] });
  expect(moved.body).toMatchObject({ position: 0, label: "Second", version: 2 });
  expect((await client.get("/api/fields?kind=deal")).body.data.map((one: { key: string }) => one.key)).toEqual(["two", "one"]);
  const deal = await client.post("/api/deals", { name: "D", custom: { one: "a", two: "b" } });
  await client.patch(`/api/fields/${first.id}`, { archived: true });
  expect((await client.patch(`/api/deals/${deal.body.id}`, { name: "E" })).body.custom).toEqual({ one: "a", two: "b" });
  expect((await client.patch(`/api/deals/${deal.body.id}`, { custom: { one: "a" } })).status).toBe(400);
  expect((await client.get("/api/deals?filter=custom.one[eq]:a")).status).toBe(400);
  for (const body of [{ kind: "deal", key: "Bad Key", label: "x", type: "text" }, { kind: "deal", key: "x", label: "x", type: "select" }, { kind: "deal", key: "x", label: "x", type: "text", options: [{ value: "a", label: "a" }] }]) {
    expect((await client.post("/api/fields", body)).status).toBe(400);
  }
});

test("values of defined fields cost one more read where they are written first, and none where a record is read for its change", async () => {
  const { client } = await withFields();
  const storage = counted();
  const with_ = { env: storage.env };
  await client.get("/api/contacts", with_);
  storage.reset();
  const made = await client.post("/api/contacts", { firstName: "Ana", custom: { seats: 1 } }, with_);
  expect(storage.counts.d1).toBe(2);
  storage.reset();
  await client.patch(`/api/contacts/${made.body.id}`, { custom: { seats: 2 } }, with_);
  expect(storage.counts.d1).toBe(2);
});
