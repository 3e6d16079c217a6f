/** The store on D1: one `batch`, whose guards fail the batch and so roll it back. */
import { auditStatements } from "./audit";
import type { Act } from "./context";
import type { Envelope } from "./events";
import { rootCause } from "./log";
import { insertMany } from "./sql";
import { WorkRefused, type Announce, type Audited, type Guard, type Row, type Statement, type Store, type Work } from "./work";

/** A guard that does not hold fails as "bad JSON path: '<name>'": the one failure of SQLite that carries a text of ours. */
const GUARD_FAILED = /bad JSON path: '([\w.]+)'/;
const UNIQUE_FAILED = /UNIQUE constraint failed: (\w+)\./;
const STALE = "stale";

const INSERT_ANSWER = "insert into idempotency (tenant_id, principal, key, fingerprint, status, body, created_at) values (?, ?, ?, ?, 0, ";

export function d1Store(db: D1Database, announce: Announce, audited: Audited): Store {
  const prepare = ({ sql, params }: Statement) => db.prepare(sql).bind(...params);
  const guard = ({ name, condition, params }: Guard) =>
    db.prepare(`select iif(${condition}, 1, json_extract('{}', ?))`).bind(...params, name);

  return {
    async read(statement) {
      return (await prepare(statement).all<Row>()).results;
    },

    async readAll(statements, guards = []) {
      const results = await refusing(db.batch<Row>([...guards.map(guard), ...statements.map(prepare)]));
      return results.slice(guards.length).map((result) => result.results);
    },

    async commit(act, work) {
      const entries = auditStatements(act, work.events, work.audit);
      const batch = [
        ...answerOf(act, work).map(prepare),
        ...(work.guards ?? []).map(guard),
        ...work.statements.flatMap((statement) =>
          statement.expect === undefined
            ? [prepare(statement)]
            : [prepare(statement), guard({ name: STALE, condition: `changes() = ${statement.expect}`, params: [] })],
        ),
        ...insertMany("outbox", work.events.map((event) => outboxRow(event, act.now))).map(prepare),
        ...entries.map(prepare),
        ...alongsideOf(act, work).map(prepare),
        ...(work.read ? [prepare(work.read)] : []),
      ];
      const results = await refusing(db.batch<Row>(batch));
      announce(work.events, (task) => act.waitUntil(task));
      if (entries.length > 0) audited(act.tenant.id, act.now, (task) => act.waitUntil(task));
      return work.read ? (results.at(-1)?.results ?? []) : [];
    },
  };
}

function outboxRow(event: Envelope, now: number): Row {
  return { tenant_id: event.tenant, id: event.id, envelope: JSON.stringify(event), created_at: now };
}

/** The kept answer goes first, so that of two calls with one key the second fails before it writes anything. */
function answerOf(act: Act, work: Work): Statement[] {
  if (act.idempotency === null || work.answer === undefined) return [];
  const { principal, key, fingerprint } = act.idempotency;
  const before = [act.tenant.id, principal, key, fingerprint];
  return "json" in work.answer
    ? [{ sql: `${INSERT_ANSWER}?, ?)`, params: [...before, work.answer.json, act.now] }]
    : [{ sql: `${INSERT_ANSWER}${work.answer.sql}, ?)`, params: [...before, ...work.answer.params, act.now] }];
}

/** What the caller wants written with it; only where the answer is known before the unit runs. */
function alongsideOf(act: Act, work: Work): Statement[] {
  return act.alongside === null || work.answer === undefined || !("json" in work.answer) ? [] : act.alongside(JSON.parse(work.answer.json));
}

async function refusing<T>(batch: Promise<T>): Promise<T> {
  try {
    return await batch;
  } catch (error) {
    const cause = rootCause(error);
    const guardName = GUARD_FAILED.exec(cause)?.[1];
    if (guardName === STALE) throw new WorkRefused("stale", "record");
    if (guardName !== undefined) throw new WorkRefused("guard", guardName);
    const table = UNIQUE_FAILED.exec(cause)?.[1];
    if (table === "idempotency") throw new WorkRefused("idempotency", "key");
    if (table !== undefined) throw new WorkRefused("unique", table);
    throw error;
  }
}
