/** What the sealer promises when it is killed, and when somebody who can write the table tries to cover up what was done to it. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import type { AuditSealer } from "../../../durable-objects/audit-sealer";
import { env, makeTenant, type TestTenant } from "../../../test/harness";
import { GENESIS, sealEntry } from "../../kit/audit";
import type { Row, Store } from "../../kit/work";
import { servicesOf } from "../../services";
import { eraseInAudit, sealNext, verifyChain, type Head } from "./chain";

const { store } = servicesOf(env);
const sealer = (tenant: TestTenant) => env.AUDIT_SEALER.getByName(tenant.id) as DurableObjectStub<AuditSealer>;
const verify = async (tenant: TestTenant) => (await tenant.client.get("/api/v1/audit/verify")).body;
const run = (sql: string, ...params: (string | number)[]) => store.read({ sql, params });
const add = (tenant: TestTenant, name: string) => tenant.client.post("/api/leads", { firstName: name });
const sealedRows = (tenant: TestTenant) => run("select * from audit_entries where tenant_id = ? and seq is not null order by seq", tenant.id);

async function withEntries(count: number): Promise<TestTenant> {
  const tenant = await makeTenant();
  for (let i = 0; i < count; i++) await add(tenant, `Lead ${i}`);
  return tenant;
}

async function withSealed(count: number): Promise<TestTenant> {
  const tenant = await withEntries(count);
  await sealer(tenant).seal();
  return tenant;
}

/** A sealer in which the nth await is the last: each is told of before and after its effect. Its memory outlives it, as an object's storage does. */
function mortal(tenantId: string, fatal: number) {
  let awaits = 0;
  const hit = () => {
    awaits += 1;
    if (awaits === fatal) throw new Error("killed");
  };
  const through = async <T>(work: () => Promise<T>): Promise<T> => {
    hit();
    const result = await work();
    hit();
    return result;
  };
  const memory: { head: Head } = { head: { seq: 0, hash: GENESIS } };
  const faulty: Store = { ...store, read: (statement) => through(() => store.read(statement)), readAll: (statements) => through(() => store.readAll(statements)) };
  const seal = async () => {
    const { head } = await sealNext(faulty, tenantId, memory.head);
    await through(async () => void (memory.head = head));
  };
  return { memory, seal, awaits: () => awaits };
}

test("killed at any await, before or after its effect, the sealer goes on and leaves one whole chain", async () => {
  const calm = mortal((await withEntries(2)).id, 0);
  await calm.seal();
  expect(calm.awaits()).toBe(6);
  for (let fatal = 1; fatal <= calm.awaits(); fatal++) {
    const tenant = await withEntries(3);
    const { memory, seal } = mortal(tenant.id, fatal);
    await expect(seal()).rejects.toThrow("killed");
    // While it is dead, life goes on: an entry is added, and a person of a sealed or waiting one is erased.
    await add(tenant, "Meanwhile");
    const [first] = await run("select target_id from audit_entries where tenant_id = ? order by id limit 1", tenant.id);
    await eraseInAudit(store, tenant.id, [first?.["target_id"] as string]);
    await seal();
    expect(memory.head.seq).toBe(4);
    expect(await verifyChain(store, tenant.id, 1, memory.head)).toMatchObject({ status: "intact", checked: 4, unsealed: 0, erased: 1 });
  }
});

test("of two sealers that read the same entries one writes, and the other writes nothing and remembers nothing", async () => {
  const tenant = await withEntries(4);
  const start = { seq: 0, hash: GENESIS };
  const outcomes = await Promise.allSettled([sealNext(store, tenant.id, start), sealNext(store, tenant.id, start)]);
  expect(outcomes.some((one) => one.status === "fulfilled")).toBe(true);
  const late = await sealNext(store, tenant.id, start);
  expect(late).toMatchObject({ sealed: 0, more: false, head: { seq: 4 } });
  expect(await verifyChain(store, tenant.id, 1, late.head)).toMatchObject({ status: "intact", checked: 4 });
});

test("a backlog of more than one batch is sealed to its end, and its seals are walked when they were forgotten", async () => {
  const tenant = await withEntries(1);
  await run(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 1100)
     insert into audit_entries (tenant_id, id, at, action, outcome, actor_kind, actor_id, details, request_id, personal, salt)
     select ?, 'aud_' || printf('%05d', i), 0, 'crm.leads.create', 'done', 'user', 'usr_1', '{}', 'r', '{}', '00' from n`,
    tenant.id,
  );
  const batches = async () => {
    const sealed: number[] = [];
    for (let more = true; more; ) {
      const one = await sealer(tenant).seal();
      sealed.push(one.sealed);
      more = one.more;
    }
    return sealed;
  };
  expect(await batches()).toEqual([500, 500, 101]);
  await runInDurableObject(sealer(tenant), async (_, state) => void (await state.storage.delete("head")));
  await add(tenant, "After");
  expect(await batches()).toEqual([0, 0, 1]);
  expect(await verify(tenant)).toMatchObject({ status: "intact", checked: 1102, unsealed: 0 });
});

/** Makes the chain fit itself again after what was done to it, as anybody could: the hash has no key. */
async function rechain(tenant: TestTenant): Promise<Head> {
  let head: Head = { seq: 0, hash: GENESIS };
  for (const row of await sealedRows(tenant)) {
    const { hash } = await sealEntry(tenant.id, head.seq + 1, head.hash, row);
    await run("update audit_entries set hash = ?, seq = ? where tenant_id = ? and id = ?", hash, head.seq + 1, tenant.id, row["id"] as string);
    head = { seq: head.seq + 1, hash };
  }
  return head;
}

const cut = async (tenant: TestTenant) => void (await run("delete from audit_entries where tenant_id = ? and seq = 4", tenant.id));
const rewritten = async (tenant: TestTenant) => {
  await run("update audit_entries set actor_id = 'usr_somebody' where tenant_id = ? and seq = 2", tenant.id);
  await rechain(tenant);
};
const closedUp = async (tenant: TestTenant) => {
  await run("delete from audit_entries where tenant_id = ? and seq = 2", tenant.id);
  await rechain(tenant);
};
const unsealed = async (tenant: TestTenant) =>
  void (await run("update audit_entries set seq = null, hash = null, personal_hash = null, actor_id = 'usr_somebody' where tenant_id = ? and seq = 4", tenant.id));

test.each([
  ["cut at its end", cut, 4],
  ["rewritten so that it fits itself", rewritten, 4],
  ["closed up over a removed entry", closedUp, 4],
  ["given its last entry back unsealed and altered", unsealed, 4],
] as const)("a chain that was %s is found broken, and stays so when the sealer looks again and others are sealed", async (_, tamper, seq) => {
  const tenant = await withSealed(4);
  await tamper(tenant);
  expect(await verify(tenant)).toMatchObject({ status: "broken", problem: { seq } });
  await sealer(tenant).seal();
  expect(await verify(tenant)).toMatchObject({ status: "broken" });
  for (const name of ["One", "Two"]) {
    await add(tenant, name);
    await sealer(tenant).seal();
    expect(await verify(tenant)).toMatchObject({ status: "broken" });
  }
});

test("a chain that was rewritten and then made longer by hand is found broken, and the sealer seals nothing onto it", async () => {
  const tenant = await withSealed(4);
  await rewritten(tenant);
  await add(tenant, "Forged");
  const [last] = (await sealedRows(tenant)).slice(-1);
  const [waiting] = await run("select * from audit_entries where tenant_id = ? and seq is null", tenant.id);
  const seal = await sealEntry(tenant.id, 5, last?.["hash"] as string, waiting as Row);
  await run("update audit_entries set seq = 5, hash = ?, personal_hash = ? where tenant_id = ? and id = ?", seal.hash, seal.personalHash, tenant.id, waiting?.["id"] as string);
  expect(await verify(tenant)).toMatchObject({ status: "broken", problem: { seq: 4, reason: "entry 4 is not the one that was sealed" } });
  await add(tenant, "Honest");
  await runDurableObjectAlarm(sealer(tenant));
  expect(await verify(tenant)).toMatchObject({ status: "broken", unsealed: 1, problem: { seq: 4 } });
});
