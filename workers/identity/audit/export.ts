/** The audit log as a file: CSV (RFC 4180, safe against spreadsheet formulas) or JSON lines, streamed page by page. */
import type { AuditEntry, AuditPage } from "./service";

const COLUMNS = ["at", "action", "outcome", "actorKind", "actorId", "actorName", "targetKind", "targetId", "targetName", "address", "agent", "requestId", "runId", "details", "id"] as const;
const FORMULA = /^[\s\u00a0\ufeff\u200e-\u202e"']*[=+\-@\t\r\n|%＝＋－＠]/;

export type ExportFormat = "csv" | "jsonl";

/** @param page gives the page after a cursor; the stream asks for one when its reader has room */
export function exportStream(format: ExportFormat, page: (cursor: string | undefined) => Promise<AuditPage>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let cursor: string | undefined;
  let begun = false;
  return new ReadableStream({
    async pull(controller) {
      if (!begun && format === "csv") controller.enqueue(encoder.encode(`${COLUMNS.join(",")}\r\n`));
      begun = true;
      const { data, nextCursor } = await page(cursor);
      if (data.length > 0) controller.enqueue(encoder.encode(data.map((entry) => (format === "csv" ? csvLine(entry) : `${JSON.stringify(entry)}\n`)).join("")));
      if (nextCursor === null) controller.close();
      else cursor = nextCursor;
    },
  });
}

function csvLine(entry: AuditEntry): string {
  const flat: Record<(typeof COLUMNS)[number], string | null> = {
    at: entry.at,
    action: entry.action,
    outcome: entry.outcome,
    actorKind: entry.actor.kind,
    actorId: entry.actor.id,
    actorName: entry.actor.name,
    targetKind: entry.target?.kind ?? null,
    targetId: entry.target?.id ?? null,
    targetName: entry.target?.name ?? null,
    address: entry.address,
    agent: entry.agent,
    requestId: entry.requestId,
    runId: entry.runId,
    details: JSON.stringify(entry.details),
    id: entry.id,
  };
  return `${COLUMNS.map((column) => csvCell(flat[column] ?? "")).join(",")}\r\n`;
}

/** A cell that no spreadsheet runs: what begins like a formula is marked as text. */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
