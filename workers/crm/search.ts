/** One search over all kinds of records. */
import type { Act } from "#kit/context";
import { invalid } from "#kit/errors";
import { SEARCH_LENGTH_MAX, SEARCH_WORDS_MAX } from "#kit/list";
import { fold } from "#kit/text";
import type { Row, Statement, Store } from "#kit/work";
import type { KindName } from "./kind";
import { matchOf, searchWords } from "./search-index";
import { readableKinds } from "./timeline";

/** The newest records that match, of which the best are shown. */
const CANDIDATES_MAX = 200;

export type Found = { kind: KindName; id: string; name: string; hint: string };

/** The records whose words begin with all those of `q`, the best first: by how the name fits, then the newest. One round trip. */
export async function searchRecords(store: Store, act: Act, q: string, limit: number): Promise<Found[]> {
  const words = searchWords(q, SEARCH_WORDS_MAX + 1);
  if (q.length > SEARCH_LENGTH_MAX) throw invalid([{ path: "query.q", message: `q has at most ${SEARCH_LENGTH_MAX} characters.` }]);
  if (words.length > SEARCH_WORDS_MAX) throw invalid([{ path: "query.q", message: `q has at most ${SEARCH_WORDS_MAX} words.` }]);
  const match = matchOf(act.tenant.id, words);
  if (match === null) return [];
  const rows = await store.read(searchStatement(act.tenant.id, match, readableKinds(act)));
  return ranked(rows, q, words).slice(0, limit);
}

/** The index first, and only then the documents that it names: by the tenant they would all be read. */
export function searchStatement(tenantId: string, match: string, kinds: readonly KindName[]): Statement {
  return {
    sql: `select d.doc, d.kind, d.record_id, d.name, d.hint from (select rowid as doc from search_terms where search_terms match ? order by rowid desc limit ?) hit
      cross join search_docs d where d.doc = hit.doc and d.tenant_id = ? and d.kind in (select value from json_each(?)) order by d.doc desc`,
    params: [match, CANDIDATES_MAX, tenantId, JSON.stringify(kinds)],
  };
}

function ranked(rows: readonly Row[], q: string, words: readonly string[]): Found[] {
  const asked = fold(q);
  const scored = rows.map((row) => ({ found: foundOf(row), score: scoreOf(row["name"] as string, asked, words) }));
  // The rows are newest first, and sorting keeps that among equals.
  return scored.toSorted((a, b) => b.score - a.score).map(({ found }) => found);
}

/** 4: the name itself; 3: begins with what was asked; 2: has all the words whole; 1: has the beginnings of all; 0: found elsewhere. */
export function scoreOf(name: string, asked: string, words: readonly string[]): number {
  const folded = fold(name);
  if (folded === asked) return 4;
  if (folded.startsWith(asked)) return 3;
  const own = searchWords(name, 50);
  if (words.every((word) => own.includes(word))) return 2;
  return words.every((word) => own.some((one) => one.startsWith(word))) ? 1 : 0;
}

function foundOf(row: Row): Found {
  return { kind: row["kind"] as KindName, id: row["record_id"] as string, name: row["name"] as string, hint: row["hint"] as string };
}
