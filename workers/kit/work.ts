/**
 * The unit of work: statements, each with the row count it expects, plus the events, in one atomic batch.
 * A list and never a callback, because D1 knows no interactive transactions.
 */
import type { AuditDraft } from "./audit";
import type { Act } from "./context";
import type { Envelope } from "./events";

export type Value = string | number | null;

export type Statement = {
  /** SQL with `?` for every value; identifiers come from our code alone. */
  sql: string;
  params: readonly Value[];
  /** Rows it must change; another count rolls the whole unit back as `stale`. */
  expect?: number;
};

/** What must hold for the unit to stand; when it does not, the unit is rolled back and `name` says which. */
export type Guard = { name: string; condition: string; params: readonly Value[] };

export type Work = {
  guards?: readonly Guard[];
  statements: readonly Statement[];
  events: readonly Envelope[];
  /** The body this act will answer with, kept for its Idempotency-Key; as JSON, or as SQL that makes the JSON. */
  answer?: undefined | { json: string } | { sql: string; params: readonly Value[] };
  /** What the audit log says of it; left out, its events say it, and without events nothing is written. */
  audit?: AuditDraft;
  /** A last read inside the unit. */
  read?: Statement;
};

export type Row = Record<string, Value>;

/** Why a unit of work did not stand. */
export class WorkRefused extends Error {
  readonly reason: "unique" | "stale" | "guard" | "idempotency";
  /** The table of the unique value, or the name of the guard. */
  readonly subject: string;
  constructor(reason: WorkRefused["reason"], subject: string) {
    super(`unit of work refused: ${reason} ${subject}`);
    this.name = "WorkRefused";
    this.reason = reason;
    this.subject = subject;
  }
}

/** The store of one placement. D1 now; the port is phrased so that PostgreSQL fits it. */
export type Store = {
  /** One statement, one round trip. */
  read(statement: Statement): Promise<Row[]>;
  /** Several reads in one round trip; a guard before them refuses the whole. */
  readAll(statements: readonly Statement[], guards?: readonly Guard[]): Promise<Row[][]>;
  /**
   * Writes all or nothing, in one round trip; gives the rows of `work.read`.
   * @throws WorkRefused
   */
  commit(act: Act, work: Work): Promise<Row[]>;
};

/** The port through which consumers hear of committed events. Losing a word here loses nothing: the sweeper repeats it. */
export type Announce = (events: readonly Envelope[], waitUntil: (work: Promise<unknown>) => void) => void;

/** Hears that entries were written for a tenant, so that its sealer chains them. Losing a word here only delays the seal. */
export type Audited = (tenantId: string, now: number, waitUntil: (work: Promise<unknown>) => void) => void;
