/** How records are read: their own columns, and those of the tables that they are shown with. */
import type { AnyKind } from "./kind";

type Read = Pick<AnyKind, "plural" | "link" | "join">;

/** Columns of `t`, the name of the company it links to, and what else the kind shows. */
export function selectFrom(kind: Read, more = ""): string {
  const columns = ["t.*", ...(kind.link === null ? [] : ["link.name as link_name"]), ...(kind.join === undefined ? [] : [kind.join.columns]), ...(more === "" ? [] : [more])];
  return `select ${columns.join(", ")} ${fromTables(kind)}`;
}

export function fromTables(kind: Read): string {
  const link = kind.link === null ? "" : ` left join companies link on link.tenant_id = t.tenant_id and link.id = t.${kind.link.column} and link.deleted_at is null`;
  return `from ${kind.plural} t${link}${kind.join === undefined ? "" : ` ${kind.join.sql}`}`;
}
