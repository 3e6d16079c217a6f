/** A note: what somebody wrote about one or more records. */
import * as z from "zod";
import { notes } from "#d1/crm";
import { ANY_ORDER } from "#kit/list";
import type { Row } from "#kit/work";
import { about, commonInput, completeCommon, line, recordBase } from "./fields";
import { aboutReferences, commonListFields, related, type Common, type RecordKind } from "./kind";

const BODY_MAX = 20_000;
/** The beginning of a note is what it is called. Characters. */
const NAME_MAX = 80;

export const noteInput = z
  .strictObject({
    body: line(BODY_MAX).min(1, "is empty").describe("What the note says"),
    about,
    ...commonInput,
  })
  .meta({ id: "NoteInput" });

export type NoteFields = Common & { body: string; about: string[] };

export const noteRecord = z.strictObject({ ...recordBase("note"), body: z.string(), about: z.array(z.string()) }).meta({ id: "Note" });

export const note: RecordKind<"note", "notes", typeof noteInput, NoteFields> = {
  kind: "note",
  plural: "notes",
  table: notes,
  input: noteInput,
  record: noteRecord,
  link: null,
  complete: (input) => ({ body: input.body, about: [...new Set(input.about ?? [])], ...completeCommon(input) }),
  // A change that clears the body reaches this rule; a new note meets its schema first.
  check: (fields) => (fields.body ? [] : [{ path: "body", message: "Write what the note says." }]),
  references: (fields) => aboutReferences(fields.about),
  display: (fields) => {
    const [first = ""] = fields.body.split("\n");
    return first.length > NAME_MAX ? `${first.slice(0, NAME_MAX)}…`.toWellFormed() : first;
  },
  email: () => null,
  folded: ["body"],
  searched: (fields) => [fields.body],
  hint: () => [],
  columns: (fields) => ({ body: fields.body, about: JSON.stringify(fields.about) }),
  fields: (row: Row) => ({ body: row["body"] as string, about: JSON.parse(row["about"] as string) as string[] }),
  listFields: {
    ...commonListFields,
    body: { type: "text", sql: "t.body", folded: "json_extract(t.fold, '$.body')" },
    about: related(),
  },
  indexes: [
    { filter: [], order: "createdAt" },
    { filter: [], order: "name" },
    { filter: ["about"], order: ANY_ORDER },
  ],
};
