// The floor of the bench: a bare Hono Worker on the same tables, doing the one statement and nothing else.
import type { D1Database, DurableObjectNamespace } from "@cloudflare/workers-types";
import { Hono } from "hono";

const INSERT = `insert into leads (tenant_id, id, custom_fields, fold, search, name_key, version, created_at, updated_at,
  first_name, last_name, email, email_key, company, status, source, score) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** The product's own class; ./server bundles it beside this Worker. */
type Gate = { admit(question: { bucket: string; perMinute: number; burst: number; credential: string | null }): Promise<{ allowed: boolean }> };
const app = new Hono<{ Bindings: { DB: D1Database; TENANT_GATE: DurableObjectNamespace } }>();

app.get("/live", (c) => c.json({ status: "live" }));

/** The same with one question to the tenant's gate, as each request of the product asks it: what the limiter costs. */
app.get("/gated", async (c) => {
  const gate = c.env.TENANT_GATE.getByName("bench") as unknown as Gate;
  const { allowed } = await gate.admit({ bucket: "service:crm", perMinute: 10_000_000, burst: 10_000_000, credential: "key_bench" });
  return c.json({ status: allowed ? "live" : "refused" }, allowed ? 200 : 429);
});

app.get("/leads/:tenant/:id", async (c) => {
  const { tenant, id } = c.req.param();
  return c.json(await c.env.DB.prepare("select * from leads where tenant_id = ? and id = ? and deleted_at is null").bind(tenant, id).first());
});

app.post("/leads/:tenant", async (c) => {
  const lead = await c.req.json<{ firstName: string; lastName: string; email: string; company: string; source: string }>();
  const { firstName, lastName, email, company, source } = lead;
  const [now, id, name] = [Date.now(), `lead_${crypto.randomUUID()}`, `${firstName} ${lastName}`.toLowerCase()];
  const fold = JSON.stringify({ firstName, lastName, company, source });
  await c.env.DB.prepare(INSERT).bind(c.req.param("tenant"), id, "{}", fold, name, name, 1, now, now, firstName, lastName, email, email, company, "new", source, 0).run();
  return c.json({ id, ...lead }, 201);
});

export default app;
