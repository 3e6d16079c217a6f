/** The fields that a workspace defines: made, renamed, arranged and archived. Their key and type never change. */
import type { Act } from "#kit/context";
import { invalid, notFound, Problem } from "#kit/errors";
import { newId } from "#kit/ids";
import { insertMany } from "#kit/sql";
import { WorkRefused, type Row, type Store } from "#kit/work";
import { definitionsOf, definitionsRead, type Definition, type FieldType, type Option } from "./custom-fields";
import type { KindName } from "./kind";

/** Of one kind, the archived ones included. */
export const DEFINITIONS_MAX = 100;

export type DefinitionInput = { kind: KindName; key: string; label: string; type: FieldType; options?: Option[] | undefined };
export type DefinitionChanges = { label?: string | undefined; options?: Option[] | undefined; position?: number | undefined; archived?: boolean | undefined };

export type Definitions = {
  list(act: Act, kind?: KindName): Promise<Definition[]>;
  create(act: Act, input: DefinitionInput): Promise<Definition>;
  update(act: Act, id: string, changes: DefinitionChanges): Promise<Definition>;
};

const hasOptions = (type: FieldType) => type === "select" || type === "multi_select";

export function definitionsService(store: Store): Definitions {
  const list = async (act: Act, kind?: KindName) => definitionsOf(await store.read(definitionsRead(act.tenant.id, kind)));

  return {
    list,

    async create(act, input) {
      const known = await list(act, input.kind);
      if (known.length >= DEFINITIONS_MAX) throw invalid([{ path: "kind", message: `A kind has at most ${DEFINITIONS_MAX} fields of its own.` }]);
      const options = input.options ?? [];
      refuseOptions(input.type, options);
      const id = newId("field", act.now);
      const row: Row = {
        tenant_id: act.tenant.id, id, kind: input.kind, key: input.key, label: input.label, type: input.type,
        options: JSON.stringify(options), position: known.length, version: 1, created_at: act.now, updated_at: act.now, archived_at: null,
      };
      try {
        await store.commit(act, { statements: insertMany("field_definitions", [row]), events: [], audit: { kind: "field", id, details: { of: input.kind, key: input.key } } });
      } catch (error) {
        if (error instanceof WorkRefused && error.reason === "unique") throw new Problem("CONFLICT", "This kind has a field with this key already; an archived one keeps its key. Choose another key, or bring that one back.");
        throw error;
      }
      return definitionsOf([row])[0] as Definition;
    },

    async update(act, id, changes) {
      const all = await list(act);
      const field = all.find((one) => one.id === id);
      if (field === undefined) throw notFound("field");
      if (act.ifMatch !== null && act.ifMatch !== field.version) throw new Problem("VERSION_MISMATCH", "The field was changed in the meantime. Read it again and repeat your change.", { version: field.version });
      if (changes.options !== undefined) refuseOptions(field.type, changes.options);
      const others = all.filter((one) => one.kind === field.kind && one.id !== id);
      const position = Math.min(changes.position ?? others.filter((one) => one.position < field.position).length, others.length);
      const order = [...others.slice(0, position), field, ...others.slice(position)].map((one, at) => ({ id: one.id, at }));
      const next: Definition = {
        ...field, position, version: field.version + 1, label: changes.label ?? field.label, options: changes.options ?? field.options, archived: changes.archived ?? field.archived,
      };
      await store.commit(act, {
        statements: [
          { sql: "update field_definitions set position = j.value ->> 'at' from json_each(?) j where tenant_id = ? and field_definitions.id = j.value ->> 'id'", params: [JSON.stringify(order), act.tenant.id] },
          {
            sql: "update field_definitions set label = ?, options = ?, version = version + 1, updated_at = ?, archived_at = ? where tenant_id = ? and id = ? and version = ?",
            params: [next.label, JSON.stringify(next.options), act.now, next.archived ? act.now : null, act.tenant.id, id, field.version],
            expect: 1,
          },
        ],
        events: [],
        audit: { kind: "field", id, details: { of: field.kind, key: field.key } },
      });
      return next;
    },
  };
}

function refuseOptions(type: FieldType, options: readonly Option[]): void {
  const problems = [];
  if (hasOptions(type) && options.length === 0) problems.push({ path: "options", message: "Give at least one option to choose." });
  if (!hasOptions(type) && options.length > 0) problems.push({ path: "options", message: `A field of type ${type} has no options.` });
  if (new Set(options.map((option) => option.value)).size < options.length) problems.push({ path: "options", message: "Each option needs a value of its own." });
  if (problems.length > 0) throw invalid(problems);
}
