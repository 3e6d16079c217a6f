import { expect, test } from "vitest";
import { env, makeTenant } from "../../test/harness";

const tom = { firstName: "Tom", lastName: "Reed", email: "Tom@Initech.com", company: "Initech", jobTitle: "CTO", phone: "+1 555 0100", tags: ["vip"], source: "webinar" };

test("a lead becomes a contact, a company and a deal in one act that all four tell of", async () => {
  const tenant = await makeTenant();
  const { client } = tenant;
  const lead = (await client.post("/api/leads", tom)).body;
  const converted = await client.post(`/api/leads/${lead.id}/convert`, { deal: { amount: { amount: 500, currency: "USD" } } });
  expect(converted.status).toBe(200);
  const { contact, company, deal } = converted.body;
  expect(converted.body).toMatchObject({
    created: { contact: true, company: true, deal: true },
    company: { name: "Initech", domain: "initech.com" },
    contact: { firstName: "Tom", email: "Tom@Initech.com", jobTitle: "CTO", companyId: company.id, company: { id: company.id, name: "Initech" }, tags: ["vip"] },
    deal: { name: "Initech", companyId: company.id, contacts: [{ id: contact.id, role: null }], amount: { amount: 500, currency: "USD" }, stage: { name: "New" } },
    lead: { status: "converted", converted: { contactId: contact.id, companyId: company.id, dealId: deal.id }, version: 2 },
  });
  for (const [kind, record] of [["leads", converted.body.lead], ["contacts", contact], ["companies", company], ["deals", deal]]) {
    expect((await client.get(`/api/${kind}/${record.id}`)).body).toEqual(record);
    const { body } = await client.get(`/api/${kind}/${record.id}/timeline`);
    expect(body.data.map((entry: { type: string }) => entry.type)).toContain("lead.converted");
  }
  const { results } = await env.DB.prepare("select envelope from outbox where tenant_id = ? order by rowid").bind(tenant.id).all<{ envelope: string }>();
  expect(results.map((row) => JSON.parse(row.envelope).type)).toEqual(["lead.created", "company.created", "contact.created", "deal.created", "lead.updated", "lead.converted"]);

  const again = await client.post(`/api/leads/${lead.id}/convert`, {});
  expect(again.body).toMatchObject({ contact: { id: contact.id }, company: { id: company.id }, deal: { id: deal.id }, created: { contact: false, company: false, deal: false } });
  expect((await client.get("/api/deals")).body.data).toHaveLength(1);
});

test("a contact of the same email and a company of the same domain or name are taken instead of made again", async () => {
  const { client } = await makeTenant();
  const initech = (await client.post("/api/companies", { name: "Initech Holding", domain: "initech.com" })).body;
  const there = (await client.post("/api/contacts", { firstName: "Thomas", email: "tom@initech.com" })).body;
  const lead = (await client.post("/api/leads", tom)).body;
  const { body } = await client.post(`/api/leads/${lead.id}/convert`, { deal: null });
  expect(body).toMatchObject({ created: { contact: false, company: false, deal: false }, deal: null, company: { id: initech.id }, contact: { id: there.id, firstName: "Thomas", companyId: initech.id, company: { name: "Initech Holding" } } });
  expect((await client.get(`/api/contacts/${there.id}`)).body).toEqual(body.contact);

  const globex = (await client.post("/api/companies", { name: "Globex" })).body;
  const second = (await client.post("/api/leads", { firstName: "Ann", email: "ann@gmail.com", company: "GLOBEX" })).body;
  expect((await client.post(`/api/leads/${second.id}/convert`, {})).body).toMatchObject({ company: { id: globex.id }, created: { contact: true, company: false, deal: true } });
  const third = (await client.post("/api/leads", { firstName: "Solo", email: "solo@gmail.com" })).body;
  expect((await client.post(`/api/leads/${third.id}/convert`, {})).body).toMatchObject({ company: null, created: { contact: true, company: false }, deal: { name: "Solo" } });
});

test("twenty conversions of one lead at once make one of each", async () => {
  const { client } = await makeTenant();
  const lead = (await client.post("/api/leads", tom)).body;
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.post(`/api/leads/${lead.id}/convert`, {})));
  expect(answers.every((answer) => answer.status === 200 || answer.status === 412)).toBe(true);
  for (const kind of ["contacts", "companies", "deals"]) expect((await client.get(`/api/${kind}`)).body.data).toHaveLength(1);
});

test("a conversion needs the permission for all that it makes, and names what is not there", async () => {
  const tenant = await makeTenant();
  const lead = (await tenant.client.post("/api/leads", tom)).body;
  const narrow = await tenant.as(["leads:write", "contacts:write", "companies:write"]);
  const refused = await narrow.post(`/api/leads/${lead.id}/convert`, {});
  expect([refused.status, refused.body.error.details.permission]).toEqual([403, "deals:write"]);
  const unknown = await tenant.client.post(`/api/leads/${lead.id}/convert`, { companyId: "com_00000000000000000000000000" });
  expect(unknown.body.error.details.problems).toEqual([{ path: "companyId", message: "There is no such company." }]);
  expect((await tenant.client.get(`/api/leads/${lead.id}`)).body).toMatchObject({ converted: null, version: 1 });
  expect((await (await makeTenant()).client.post(`/api/leads/${lead.id}/convert`, {})).status).toBe(404);
});

test("a repeated request with its key answers the same conversion", async () => {
  const { client } = await makeTenant();
  const lead = (await client.post("/api/leads", tom)).body;
  const once = { headers: { "idempotency-key": "convert-1" } };
  const first = await client.post(`/api/leads/${lead.id}/convert`, {}, once);
  const second = await client.post(`/api/leads/${lead.id}/convert`, {}, once);
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  expect(second.text).toBe(first.text);
  const other = await client.post(`/api/leads/${lead.id}/convert`, {}, { headers: { "idempotency-key": "convert-2" } });
  expect(other.body).toMatchObject({ contact: { id: first.body.contact.id }, created: { contact: false } });
});
