/**
 * The gate of one tenant: rate limits in memory, who was revoked, and whose permissions changed. Asked once by each
 * request, in one call.
 * Buckets are checkpointed by an alarm while they change; losing a few seconds of them to an eviction is within the
 * promise of a limit. Revocations are written before they are answered: losing one would not be.
 */
import { DurableObject } from "cloudflare:workers";
import { take, type RateDecision } from "#kit/gcra";
import { leaseEnd, Loans, type Borrow } from "#kit/leases";

const CHECKPOINT_MS = 10_000;
const BUCKETS_MAX = 10_000;
/** The subject that stands for everybody of the tenant: a role was edited. */
const EVERYBODY = "*";
/** Longer than any session or token lives. Milliseconds. */
const REVOCATION_KEPT_MS = 15 * 24 * 3600_000;
/** While it lends, the gate notes at most this often that leases are out, for the one that comes after a crash. Milliseconds. */
const NOTE_MS = 10_000;

export type GateQuestion = {
  bucket: string;
  perMinute: number;
  burst: number;
  /** The session's or key's id; null where there is none. */
  credential: string | null;
  /** Whose changes of permission concern the caller: the member, the key. */
  subjects?: readonly string[];
  /** What a busy isolate would borrow beside this call (kit/leases). */
  borrow?: Borrow;
};

export type GateAnswer = Omit<RateDecision, "tat"> & { revoked: boolean; lent: number; epoch: number };

export class TenantGate extends DurableObject {
  readonly #buckets = new Map<string, number>();
  readonly #revoked = new Map<string, number>();
  readonly #epochs = new Map<string, number>();
  readonly #loans = new Loans();
  /** Leases of the time before this object began may run until then; 0 where there were none. */
  #unknownUntil = 0;
  #notedUntil = 0;
  #dirty = false;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    const sql = ctx.storage.sql;
    sql.exec("create table if not exists buckets (name text primary key, tat real not null) without rowid");
    sql.exec("create table if not exists revoked (credential text primary key, until integer not null) without rowid");
    sql.exec("create table if not exists lending (id integer primary key check (id = 1), until integer not null)");
    sql.exec("create table if not exists epochs (subject text primary key, epoch integer not null) without rowid");
    sql.exec("create table if not exists changes (change text primary key, until integer not null) without rowid");
    const [note] = sql.exec<{ until: number }>("select until from lending");
    if ((note?.until ?? 0) > Date.now()) this.#unknownUntil = leaseEnd(Date.now());
    for (const row of sql.exec<{ name: string; tat: number }>("select name, tat from buckets")) this.#buckets.set(row.name, row.tat);
    for (const row of sql.exec<{ credential: string; until: number }>("select credential, until from revoked")) this.#revoked.set(row.credential, row.until);
    for (const row of sql.exec<{ subject: string; epoch: number }>("select subject, epoch from epochs")) this.#epochs.set(row.subject, row.epoch);
  }

  /** Takes one call from a bucket, and says whether the credential was revoked and how often permissions changed. A revoked caller takes nothing. */
  async admit(question: GateQuestion): Promise<GateAnswer> {
    const now = Date.now();
    const epoch = this.epoch(question.subjects ?? []);
    if (question.credential !== null && (this.#revoked.get(question.credential) ?? 0) > now) {
      return { allowed: false, remaining: 0, resetSeconds: 0, retryAfterSeconds: 0, revoked: true, lent: 0, epoch };
    }
    const { tat, ...decision } = take(this.#buckets.get(question.bucket) ?? 0, question, now);
    if (decision.allowed) {
      this.#buckets.set(question.bucket, tat);
      if (!this.#dirty) {
        this.#dirty = true;
        await this.ctx.storage.setAlarm(now + CHECKPOINT_MS);
      }
    }
    return { ...decision, revoked: false, lent: decision.allowed ? this.#lend(question, now) : 0, epoch };
  }

  /** Takes what is asked for on loan from the bucket, as far as there is room; gives how many calls it lent. */
  #lend(question: GateQuestion, now: number): number {
    const { bucket, credential, borrow } = question;
    if (credential === null || borrow === undefined) return 0;
    const state = this.#buckets.get(bucket) ?? 0;
    const { remaining } = take(state, question, now, 0);
    const calls = Math.min(remaining, this.#loans.room(bucket, credential, question, borrow, now));
    if (calls < 1) return 0;
    this.#buckets.set(bucket, take(state, question, now, calls).tat);
    this.#loans.lend(bucket, credential, { ...borrow, calls }, now);
    if (leaseEnd(now) > this.#notedUntil) {
      this.#notedUntil = leaseEnd(now) + NOTE_MS;
      this.ctx.storage.sql.exec("insert or replace into lending (id, until) values (1, ?)", this.#notedUntil);
    }
    return calls;
  }

  /** Refuses a session or key from now on. Answered when no lease of it can be spent any more: at once, or a second later for a busy one. */
  async revoke(credential: string): Promise<void> {
    const until = Date.now() + REVOCATION_KEPT_MS;
    this.ctx.storage.sql.exec("insert or replace into revoked (credential, until) values (?, ?)", credential, until);
    this.#revoked.set(credential, until);
    const leasedMs = Math.max(this.#loans.until(credential), this.#unknownUntil) - Date.now();
    if (leasedMs > 0) await scheduler.wait(leasedMs);
  }

  /**
   * How often the permissions of these subjects, or everybody's, changed. It only grows: who was told a smaller number
   * with their permissions must look again.
   */
  epoch(subjects: readonly string[]): number {
    return [EVERYBODY, ...subjects].reduce((sum, subject) => sum + (this.#epochs.get(subject) ?? 0), 0);
  }

  /**
   * From now on, what was known of the subject's permissions is stale. Answered when no lease can be spent any more.
   * @param change the id of the change; told twice (by its request, and by its event), it counts once
   */
  async changed(subject: string, change: string): Promise<void> {
    const epoch = (this.#epochs.get(subject) ?? 0) + 1;
    const first = this.ctx.storage.transactionSync(() => {
      const sql = this.ctx.storage.sql;
      if (sql.exec("insert or ignore into changes (change, until) values (?, ?)", change, Date.now() + REVOCATION_KEPT_MS).rowsWritten === 0) return false;
      sql.exec("insert or replace into epochs (subject, epoch) values (?, ?)", subject, epoch);
      return true;
    });
    if (first) this.#epochs.set(subject, epoch);
    const leasedMs = Math.max(this.#loans.latest(), this.#unknownUntil) - Date.now();
    if (first && leasedMs > 0) await scheduler.wait(leasedMs);
  }

  /** Whether the object answers; for health. */
  ping(): boolean {
    return true;
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#dirty = false;
    // A full bucket says nothing that a missing one does not.
    for (const [name, tat] of this.#buckets) if (tat <= now) this.#buckets.delete(name);
    for (const name of [...this.#buckets.keys()].slice(0, Math.max(0, this.#buckets.size - BUCKETS_MAX))) this.#buckets.delete(name);
    for (const [credential, until] of this.#revoked) if (until <= now) this.#revoked.delete(credential);
    const rows = JSON.stringify([...this.#buckets]);
    this.ctx.storage.transactionSync(() => {
      const sql = this.ctx.storage.sql;
      sql.exec("delete from buckets");
      sql.exec("insert into buckets (name, tat) select value ->> 0, value ->> 1 from json_each(?)", rows);
      sql.exec("delete from revoked where until <= ?", now);
      sql.exec("delete from changes where until <= ?", now);
    });
  }
}
