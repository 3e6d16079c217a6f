/** Sealing a tenant's entries in order, and walking the chain to see that it holds. */
import { entryFault, GENESIS, sealEntry } from "#kit/audit";
import type { Row, Statement, Store } from "#kit/work";

const SEALED_AT_ONCE = 500;
const WALKED_AT_ONCE = 500;
/** Entries that one verification walks; a longer chain is gone on with from `nextSeq`. */
const WALKED_MAX = 20_000;

export type Head = { seq: number; hash: string };
export type Verification = {
  status: "intact" | "broken";
  checked: number;
  sealedTo: number;
  /** Entries that wait for their seal: the tail that nothing is proved of yet. */
  unsealed: number;
  /** Entries whose personal values were erased; the chain holds without them. */
  erased: number;
  nextSeq: number | null;
  problem: { seq: number; reason: string } | null;
};

/** What one sealing did. `more` says that a full batch was met, so that others may wait behind it. */
export type Sealing = { sealed: number; more: boolean; head: Head };

/**
 * Seals the next entries by the time at which their acts began; one that commits late is sealed with the next batch.
 * It goes on from the head that the sealer remembers and never from the table's, so that a chain that was cut or
 * rewritten is not sealed over: what comes next does not fit it, for ever. Safe to run twice and to die in at any point:
 * the seals of a batch are one statement, and seals that were written but not remembered are walked before others follow.
 * @param remembered the head that the sealer keeps apart
 * @throws Error when what stands behind the remembered head does not follow from it, or another sealer was faster
 */
export async function sealNext(store: Store, tenantId: string, remembered: Head): Promise<Sealing> {
  const [ahead = [], waiting = []] = await store.readAll([
    { sql: "select * from audit_entries where tenant_id = ? and seq > ? order by seq limit ?", params: [tenantId, remembered.seq, SEALED_AT_ONCE] },
    { sql: "select * from audit_entries indexed by audit_entries_unsealed where tenant_id = ? and seq is null order by id limit ?", params: [tenantId, SEALED_AT_ONCE] },
  ]);
  let head = await followed(tenantId, remembered, ahead);
  if (ahead.length === SEALED_AT_ONCE) return { sealed: 0, more: true, head };
  const start = head;
  const seals: { id: string; seq: number; hash: string; personalHash: string }[] = [];
  for (const row of waiting) {
    const seal = await sealEntry(tenantId, head.seq + 1, head.hash, row);
    seals.push({ id: row["id"] as string, ...seal });
    head = { seq: seal.seq, hash: seal.hash };
  }
  if (seals.length > 0) {
    const written = await store.read(sealStatement(tenantId, start, seals));
    if (written.length !== seals.length) throw new Error(`${written.length} of ${seals.length} entries took their seals: another sealer was here`);
  }
  return { sealed: seals.length, more: waiting.length === SEALED_AT_ONCE, head };
}

/** The head after seals that an earlier run wrote and did not live to remember. */
async function followed(tenantId: string, from: Head, ahead: readonly Row[]): Promise<Head> {
  let head = from;
  for (const row of ahead) {
    const reason = await entryFault(tenantId, head.seq + 1, head.hash, row);
    if (reason !== null) throw new Error(`the chain does not go on from what was sealed: ${reason}`);
    head = { seq: row["seq"] as number, hash: row["hash"] as string };
  }
  return head;
}

/**
 * Nothing is written when anybody has sealed since the rows were read. The range of ids keeps the statement to the batch:
 * the planner would else compare every entry with every seal.
 */
function sealStatement(tenantId: string, start: Head, seals: readonly { id: string }[]): Statement {
  const [first, last] = [seals[0]?.id ?? "", seals.at(-1)?.id ?? ""];
  return {
    sql: `with s (id, seq, hash, personal_hash) as materialized
        (select value ->> 'id', value ->> 'seq', value ->> 'hash', value ->> 'personalHash' from json_each(?))
      update audit_entries set seq = s.seq, hash = s.hash, personal_hash = s.personal_hash from s
      where audit_entries.tenant_id = ? and audit_entries.id between ? and ? and audit_entries.id = s.id and audit_entries.seq is null
        and not exists (select 1 from audit_entries later where later.tenant_id = ? and later.seq > ?)
      returning id`,
    params: [JSON.stringify(seals), tenantId, first, last, tenantId, start.seq],
  };
}

/**
 * Walks the chain from a sequence on.
 * @param remembered the head that the sealer keeps apart: the chain must pass through it, else it was cut or rewritten
 */
export async function verifyChain(store: Store, tenantId: string, from: number, remembered: Head): Promise<Verification> {
  const [counts = [], before = []] = await store.readAll([
    { sql: "select count(*) as unsealed from audit_entries indexed by audit_entries_unsealed where tenant_id = ? and seq is null", params: [tenantId] },
    { sql: "select hash from audit_entries where tenant_id = ? and seq = ?", params: [tenantId, from - 1] },
  ]);
  const result: Verification = { status: "intact", checked: 0, sealedTo: 0, unsealed: counts[0]?.["unsealed"] as number, erased: 0, nextSeq: null, problem: null };
  let previous = from === 1 ? GENESIS : ((before[0]?.["hash"] as string | undefined) ?? "");
  let seq = from;
  while (result.checked < WALKED_MAX) {
    const rows = await page(store, tenantId, seq);
    for (const row of rows) {
      const reason = await entryFault(tenantId, seq, previous, row);
      if (reason !== null) return { ...result, status: "broken", problem: { seq, reason } };
      previous = row["hash"] as string;
      if (seq === remembered.seq && previous !== remembered.hash) return { ...result, status: "broken", problem: { seq, reason: `entry ${seq} is not the one that was sealed` } };
      result.checked += 1;
      result.sealedTo = seq;
      if (row["personal"] === null) result.erased += 1;
      seq += 1;
    }
    if (rows.length < WALKED_AT_ONCE) return seq > remembered.seq ? result : { ...result, status: "broken", problem: { seq, reason: `entry ${seq} is missing` } };
  }
  return { ...result, nextSeq: seq };
}

function page(store: Store, tenantId: string, from: number): Promise<Row[]> {
  return store.read({ sql: "select * from audit_entries where tenant_id = ? and seq >= ? order by seq limit ?", params: [tenantId, from, WALKED_AT_ONCE] });
}

/** Empties the personal values of every entry about these records or by these actors. The chain still verifies. */
export async function eraseInAudit(store: Store, tenantId: string, ids: readonly string[]): Promise<void> {
  await store.read({
    sql: "update audit_entries set personal = null, salt = null where tenant_id = ? and (target_id in (select value from json_each(?)) or actor_id in (select value from json_each(?)))",
    params: [tenantId, JSON.stringify(ids), JSON.stringify(ids)],
  });
}
