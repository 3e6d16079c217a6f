import { Link } from "@tanstack/react-router";
import { pluralOf } from "./plurals";

/** A record by name, linked to its page where the console has one and the record still exists. */
export function RecordLink({ record, gone = false }: { record: { kind: string; id: string; name: string }; gone?: boolean }) {
  const plural = pluralOf(record.kind);
  if (!plural || gone) return <span className="record-name">{record.name}</span>;
  return (
    <Link to={`/${plural}/$id`} params={{ id: record.id }} className="record-link">
      {record.name}
    </Link>
  );
}
