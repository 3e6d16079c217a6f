/** What a change of a record answers: the company it links to, the answer kept for its key, and refusals in a caller's words. */
import type { Act } from "#kit/context";
import { canonicalEmail } from "#kit/email";
import { invalid, Problem } from "#kit/errors";
import { WorkRefused, type Row, type Statement, type Store, type Work } from "#kit/work";
import { recordOf, type AnyKind, type Common, type RecordOf } from "./kind";
import { selectFrom } from "./selects";

export function versionMismatch(version: number | null): Problem {
  return new Problem("VERSION_MISMATCH", "The record was changed in the meantime. Read it again and repeat your change.", version === null ? {} : { version });
}

/** Runs a unit of work, and says what a guard or a unique value refused. */
export function refusals<F extends Common>(kind: AnyKind<F>, store: Store) {
  return async <T>(act: Act, fields: F, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof WorkRefused)) throw error;
      if (error.reason === "guard") throw unknownReference(error.subject);
      if (error.reason === "unique" && error.subject === kind.plural) throw await duplicate(kind, store, act, fields);
      throw error;
    }
  };
}

/** A guard of a reference is called `<path>.<kind>`. */
export function unknownReference(subject: string): Problem {
  const [path = "", named = "record"] = subject.split(".");
  return invalid([{ path, message: `There is no such ${named}.` }]);
}

async function duplicate<F extends Common>(kind: AnyKind<F>, store: Store, act: Act, fields: F): Promise<Problem> {
  const email = kind.email(fields);
  const external = (fields as { externalId?: string | null }).externalId ?? null;
  const by = email === null ? [] : [{ column: "email_key", value: canonicalEmail(email), what: "email" }];
  if (external !== null) by.push({ column: "external_id", value: external, what: "external id" });
  for (const { column, value, what } of by) {
    const [row] = await store.read({ sql: `${selectFrom(kind)} where t.tenant_id = ? and t.${column} = ? and t.deleted_at is null`, params: [act.tenant.id, value] });
    if (row === undefined) continue;
    const existing = { kind: kind.kind, id: row["id"], name: recordOf(kind, row).name };
    return new Problem("CONFLICT", `A ${kind.kind} with this ${what} exists already. Change that one, or use another ${what}.`, { existing });
  }
  return new Problem("CONFLICT", "The change met another one. Read the record again and repeat it.");
}

function linkId<F extends Common>(kind: AnyKind<F>, fields: F): string | null {
  return kind.link === null ? null : ((fields as Record<string, unknown>)[kind.link.field] as string | null);
}

/** The name of the company that a record links to, read inside its unit. */
export function linkRead<F extends Common>(kind: AnyKind<F>, act: Act, fields: F): Statement | null {
  const id = linkId(kind, fields);
  return id === null ? null : { sql: "select id, name from companies where tenant_id = ? and id = ? and deleted_at is null", params: [act.tenant.id, id] };
}

export function withoutLink<F extends Common>(kind: AnyKind<F>, record: RecordOf<F>): RecordOf<F> {
  if (kind.link === null) return record;
  const { [kind.link.as]: _, ...rest } = record as Record<string, unknown>;
  return rest as RecordOf<F>;
}

export function withLink<F extends Common>(kind: AnyKind<F>, record: RecordOf<F>, fields: F, link: Row | undefined): RecordOf<F> {
  if (kind.link === null) return record;
  return { ...record, [kind.link.as]: linkId(kind, fields) === null || link === undefined ? null : { id: link["id"], name: link["name"] } };
}

/** The answer to keep for an idempotency key. A company's name is known only inside the unit, so SQL puts it in. */
export function answerOf<F extends Common>(kind: AnyKind<F>, act: Act, fields: F, record: RecordOf<F>): Work["answer"] {
  if (act.idempotency === null && act.alongside === null) return undefined;
  const id = linkId(kind, fields);
  if (kind.link === null) return { json: JSON.stringify(record) };
  if (id === null) return { json: JSON.stringify({ ...record, [kind.link.as]: null }) };
  return {
    sql: `json_set(?, '$.${kind.link.as}', (select json_object('id', id, 'name', name) from companies where tenant_id = ? and id = ? and deleted_at is null))`,
    params: [JSON.stringify(record), act.tenant.id, id],
  };
}
