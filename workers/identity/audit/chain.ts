/** Sealing a tenant's entries in order, and walking the chain to see that it holds. */
import { entryFault, GENESIS, sealEntry } from "#kit/audit";
import type { Row, Statement, Store } from "#kit/work";

export const SEALED_AT_ONCE = 500;
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

/**
 * Seals the next entries by the time at which their acts began; one that commits late is sealed with the next batch. Safe to run twice and to die in at any point: the
 * seals of a batch are one statement, and an entry that has a seal takes no other.
 * @returns how many were sealed, and the head of the chain after them
 */
export async function sealNext(store: Store, tenantId: string): Promise<{ sealed: number; head: Head }> {
  const [heads = [], rows = []] = await store.readAll([
    { sql: "select seq, hash from audit_entries where tenant_id = ? and seq is not null order by seq desc limit 1", params: [tenantId] },
    { sql: "select * from audit_entries indexed by audit_entries_unsealed where tenant_id = ? and seq is null order by id limit ?", params: [tenantId, SEALED_AT_ONCE] },
  ]);
  let head: Head = heads[0] === undefined ? { seq: 0, hash: GENESIS } : { seq: heads[0]["seq"] as number, hash: heads[0]["hash"] as string };
  const seals: { id: string; seq: number; hash: string; personalHash: string }[] = [];
  for (const row of rows) {
    const seal = await sealEntry(tenantId, head.seq + 1, head.hash, row);
    seals.push({ id: row["id"] as string, ...seal });
    head = { seq: seal.seq, hash: seal.hash };
  }
  if (seals.length > 0) await store.read(sealStatement(tenantId, seals));
  return { sealed: seals.length, head };
}

/** The range of ids keeps the statement to the batch: the planner would else compare every entry with every seal. */
function sealStatement(tenantId: string, seals: readonly { id: string }[]): Statement {
  const [first, last] = [seals[0]?.id ?? "", seals.at(-1)?.id ?? ""];
  return {
    sql: `with s (id, seq, hash, personal_hash) as materialized
        (select value ->> 'id', value ->> 'seq', value ->> 'hash', value ->> 'personalHash' from json_each(?))
      update audit_entries set seq = s.seq, hash = s.hash, personal_hash = s.personal_hash from s
      where audit_entries.tenant_id = ? and audit_entries.id between ? and ? and audit_entries.id = s.id and audit_entries.seq is null`,
    params: [JSON.stringify(seals), tenantId, first, last],
  };
}

/**
 * Walks the chain from a sequence on.
 * @param remembered the head that the sealer keeps apart; entries cut off the end are seen by it
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
      result.checked += 1;
      result.sealedTo = seq;
      if (row["personal"] === null) result.erased += 1;
      seq += 1;
    }
    if (rows.length < WALKED_AT_ONCE) return endsAt(result, seq - 1, previous, remembered);
  }
  return { ...result, nextSeq: seq };
}

/** The chain must reach what the sealer remembers, with the hash that it remembers. */
function endsAt(result: Verification, seq: number, hash: string, remembered: Head): Verification {
  if (seq < remembered.seq) return { ...result, status: "broken", problem: { seq: seq + 1, reason: `entry ${seq + 1} is missing` } };
  if (seq === remembered.seq && seq > 0 && hash !== remembered.hash) return { ...result, status: "broken", problem: { seq, reason: `entry ${seq} is not the one that was sealed` } };
  return result;
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
