/** A task: something that somebody is to do, by a time, about one or more records. */
import * as z from "zod";
import { tasks } from "#d1/crm";
import { ANY_ORDER } from "#kit/list";
import type { Row } from "#kit/work";
import { about, commonInput, completeCommon, instant, line, memberRef, millis, notes, orNull, recordBase } from "./fields";
import { aboutReferences, commonListFields, related, type Common, type Decision, type RecordKind } from "./kind";

const TITLE_MAX = 200;

export const taskInput = z
  .strictObject({
    title: line(TITLE_MAX).min(1, "is empty").describe("What is to be done"),
    dueAt: z.iso.datetime({ offset: true, error: "is not a time, like 2026-11-30T17:00:00Z" }).nullish().describe("When it is due"),
    assignee: memberRef("The member who is to do it"),
    done: z.boolean("is not true or false").nullish().describe("Whether it is done"),
    about,
    notes,
    ...commonInput,
  })
  .meta({ id: "TaskInput" });

export type TaskFields = Common & { title: string; dueAt: string | null; assignee: string | null; done: boolean; about: string[]; notes: string | null };

const nullableText = z.string().nullable();

export const taskRecord = z
  .strictObject({
    ...recordBase("task"),
    title: z.string(),
    dueAt: z.iso.datetime().nullable(),
    assignee: nullableText,
    done: z.boolean(),
    doneAt: z.iso.datetime().nullable(),
    about: z.array(z.string()),
    notes: nullableText,
  })
  .meta({ id: "Task" });

export const task: RecordKind<"task", "tasks", typeof taskInput, TaskFields> = {
  kind: "task",
  plural: "tasks",
  table: tasks,
  input: taskInput,
  record: taskRecord,
  link: null,
  complete: (input) => ({
    title: input.title,
    dueAt: instant(millis(orNull(input.dueAt))),
    assignee: orNull(input.assignee),
    done: input.done ?? false,
    about: [...new Set(input.about ?? [])],
    notes: orNull(input.notes),
    ...completeCommon(input),
  }),
  check: (fields) => (fields.title ? [] : [{ path: "title", message: "Say what is to be done." }]),
  decide: (fields, before, _rows, { now }): Decision<TaskFields> => {
    const since = before?.["done_at"] ?? null;
    return { fields, problems: [], columns: { done_at: fields.done ? (since ?? now) : null }, joined: {} };
  },
  references: (fields) => aboutReferences(fields.about),
  moments: (before, after) => (after.done && !before.done ? ["task.completed"] : []),
  display: (fields) => fields.title,
  email: () => null,
  folded: ["title"],
  searched: (fields) => [fields.notes],
  hint: (fields) => [fields.dueAt?.slice(0, 10) ?? null],
  columns: (fields) => ({
    title: fields.title,
    dueAt: millis(fields.dueAt),
    assignee: fields.assignee,
    done: fields.done ? 1 : 0,
    about: JSON.stringify(fields.about),
    notes: fields.notes,
  }),
  fields: (row: Row) => ({
    title: row["title"] as string,
    dueAt: instant(row["due_at"]),
    assignee: row["assignee"] as string | null,
    done: row["done"] === 1,
    about: JSON.parse(row["about"] as string) as string[],
    notes: row["notes"] as string | null,
  }),
  shown: (row: Row) => ({ doneAt: instant(row["done_at"]) }),
  listFields: {
    ...commonListFields,
    title: { type: "text", sql: "t.title", folded: "t.name_key", sortable: true, required: true },
    dueAt: { type: "date", sql: "t.due_at", sortable: true },
    assignee: { type: "reference", sql: "t.assignee" },
    done: { type: "boolean", sql: "t.done", sortable: true, required: true },
    doneAt: { type: "date", sql: "t.done_at", sortable: true },
    about: related(),
  },
  indexes: [
    { filter: [], order: "createdAt" },
    { filter: [], order: "name" },
    { filter: ["assignee"], order: "createdAt" },
    { filter: ["about"], order: ANY_ORDER },
  ],
};
