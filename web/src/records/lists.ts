import type { InfiniteData } from "@tanstack/react-query";

export type Page<R> = { data: R[]; nextCursor: string | null };
export type Pages<R> = InfiniteData<Page<R>, unknown>;
type Versioned = { id: string; version: number };

/** Puts a changed record in its place, unless a newer version is there already. */
export function replaceRecord<R extends Versioned>(pages: Pages<R>, record: R): Pages<R> {
  return mapPages(pages, (data) => data.map((row) => (row.id === record.id && row.version <= record.version ? record : row)));
}

export function removeRecords<R extends Versioned>(pages: Pages<R>, ids: ReadonlySet<string>): Pages<R> {
  return mapPages(pages, (data) => data.filter(({ id }) => !ids.has(id)));
}

export function rowsOf<R>(pages: Pages<R> | undefined): R[] {
  return pages ? pages.pages.flatMap(({ data }) => data) : [];
}

function mapPages<R>(pages: Pages<R>, change: (data: R[]) => R[]): Pages<R> {
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, data: change(page.data) })) };
}

/**
 * The rows that somebody else changed or added since the list was last looked at.
 * @param own versions that this tab wrote itself, as `id@version`
 */
export function changedElsewhere(
  before: ReadonlyMap<string, number>,
  rows: readonly (Versioned & { createdAt: string })[],
  newestBefore: string,
  own: ReadonlySet<string>,
): string[] {
  return rows
    .filter(({ id, version, createdAt }) => {
      if (own.has(`${id}@${version}`)) return false;
      const known = before.get(id);
      // A row not seen before may only have been scrolled to; it is news if it is younger than all that were.
      return known === undefined ? createdAt > newestBefore : version > known;
    })
    .map(({ id }) => id);
}
