/**
 * The full-text index. Each of its terms begins with the tenant's own 26 characters, so that a search, by the beginning of
 * a word too, reads the terms of one tenant alone: what others hold costs it nothing. Shared beginnings are stored once in
 * the index, so the prefix costs little. Words are split here and the tokenizer splits at spaces alone, so that every store
 * finds the same.
 */
import { fold } from "#kit/text";
import { insertMany } from "#kit/sql";
import type { Statement } from "#kit/work";
import type { KindName } from "./kind";

/** Words of one record that are found; the rest of a long note is not. */
const TERMS_MAX = 600;
const WORD_MAX = 40;
const HINT_MAX = 200;
/** Stands before the name of a kind, where no word of a text can begin: of Unicode's private use. */
const KIND_MARK = "\ue000";

export type Findable = { id: string; kind: KindName; name: string; hint: string; text: string };

/** The words of a text as they are searched: folded, letters and digits of any script. */
export function searchWords(text: string, max: number): string[] {
  const words = new Set<string>();
  for (const word of fold(text).split(/[^\p{L}\p{N}\p{M}]+/u)) {
    if (word !== "") words.add(word.slice(0, WORD_MAX).toWellFormed());
    if (words.size >= max) break;
  }
  return [...words];
}

const prefixOf = (tenantId: string) => tenantId.slice(tenantId.indexOf("_") + 1);

/** The terms by which a record is found, as the index takes them. */
export function termsOf(tenantId: string, kind: KindName, text: string): string {
  const prefix = prefixOf(tenantId);
  return [KIND_MARK + kind, ...searchWords(text, TERMS_MAX)].map((word) => prefix + word).join(" ");
}

/** All words, each by its beginning; null where there is none to look for. */
export function matchOf(tenantId: string, words: readonly string[], kind?: KindName): string | null {
  if (words.length === 0) return null;
  const prefix = prefixOf(tenantId);
  const terms = words.map((word) => `"${prefix}${word}" *`);
  return [...terms, ...(kind === undefined ? [] : [`"${prefix}${KIND_MARK}${kind}"`])].join(" AND ");
}

/** Makes records found by their texts, or by their new ones. */
export function searchWrites(tenantId: string, records: readonly Findable[]): Statement[] {
  const docs = records.map(({ id, kind, name, hint }) => ({ tenant_id: tenantId, record_id: id, kind, name, hint: hint.slice(0, HINT_MAX).toWellFormed() }));
  const terms = records.map(({ id, kind, text }) => ({ id, terms: termsOf(tenantId, kind, text) }));
  return [
    ...insertMany("search_docs", docs, "on conflict (tenant_id, record_id) do update set name = excluded.name, hint = excluded.hint"),
    ...termStatements(tenantId, terms),
  ];
}

function termStatements(tenantId: string, rows: readonly { id: string; terms: string }[]): Statement[] {
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) {
    const sql = "insert or replace into search_terms (rowid, terms) select doc, ? from search_docs where tenant_id = ? and record_id = ?";
    return [{ sql, params: [only.terms, tenantId, only.id] }];
  }
  const statements: Statement[] = [];
  for (let at = 0; at < rows.length; at += TERM_ROWS) {
    statements.push({
      // In this order: the other way round would walk all of the tenant's documents.
      sql: `insert or replace into search_terms (rowid, terms) select d.doc, j.value ->> 'terms' from json_each(?) j
        cross join search_docs d where d.tenant_id = ? and d.record_id = j.value ->> 'id'`,
      params: [JSON.stringify(rows.slice(at, at + TERM_ROWS)), tenantId],
    });
  }
  return statements;
}

/** At 600 terms of up to 66 characters each, so many rows fit one parameter whatever they hold. */
const TERM_ROWS = 25;

export function searchRemoval(tenantId: string, ids: readonly string[]): Statement[] {
  if (ids.length === 0) return [];
  const which = "tenant_id = ? and record_id in (select value from json_each(?))";
  const params = [tenantId, JSON.stringify(ids)];
  return [
    { sql: `delete from search_terms where rowid in (select doc from search_docs where ${which})`, params },
    { sql: `delete from search_docs where ${which}`, params },
  ];
}
