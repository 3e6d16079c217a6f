/** How the AI speaks of records: arguments in a person's words, turned into the requests that HTTP takes. */
import * as z from "zod";
import type { RawRequest } from "#kit/operation";
import { ref } from "#kit/ref";
import type { KindName, RecordKind } from "./kind";
import type { Functions, Verb } from "./record-operations";

type Described = Pick<RecordKind, "kind" | "plural" | "input" | "link" | "listFields">;

const FIND_LIMIT_MAX = 200;
/** Arguments by which records are found, beside `q`; a kind has those of its own fields that stand here. */
const FINDABLE = ["status", "company", "jobTitle", "source", "domain", "industry", "city", "country", "tags"] as const;
/** What is left to the API: ids of other systems, and lists of records. */
const UNSPOKEN: ReadonlySet<string> = new Set(["externalId", "otherCompanies"]);
const ORDERS = ["createdAt:desc", "createdAt:asc", "updatedAt:desc", "name:asc"];

/** The argument that names the record: its id, email or name. */
export const self = (kind: KindName) => ref(kind, kind === "company" ? "The company: its id, domain or name" : `The ${kind}: its id, email or name`);

/** The writable fields as a person names them: an owner and a company by their names. */
function writable(kind: Described, optional: boolean): Record<string, z.ZodType> {
  const shape: Record<string, z.ZodType> = {};
  for (const [name, schema] of Object.entries(kind.input.shape as Record<string, z.ZodType>)) {
    if (UNSPOKEN.has(name)) continue;
    if (name === "owner") shape["owner"] = ref("member", "The member who owns it: id, email or name").optional();
    else if (name === kind.link?.field) shape[kind.link.as] = ref("company", `${schema.description ?? "The company"}: its id, domain or name`).optional();
    else shape[name] = plain(schema, optional);
  }
  return shape;
}

/** A function's argument is there or not; null is for clients that clear a field. */
function plain(schema: z.ZodType, optional: boolean): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) inner = inner.unwrap() as z.ZodType;
  const described = schema.description === undefined || inner.description !== undefined ? inner : inner.describe(schema.description);
  return optional || inner !== schema ? described.optional() : described;
}

/** A function's arguments as the body of a request: a company's argument under the field that holds its id. */
function bodyOf(kind: Described, args: Record<string, unknown>): Record<string, unknown> {
  const link = kind.link;
  if (link === null || args[link.as] === undefined) return args;
  const { [link.as]: company, ...rest } = args;
  return { ...rest, [link.field]: company };
}

function createFunction(kind: Described): { input: z.ZodObject; toRequest: (args: Record<string, unknown>) => RawRequest } {
  const { anyOf } = (kind.input.meta() ?? {}) as { anyOf?: unknown };
  const input = z.strictObject(writable(kind, false));
  return {
    input: anyOf === undefined ? input : input.meta({ anyOf }),
    toRequest: (args) => ({ body: bodyOf(kind, args) }),
  };
}

function updateFunction(kind: Described): { input: z.ZodObject; toRequest: (args: Record<string, unknown>) => RawRequest } {
  const { tags, ...fields } = writable(kind, true);
  // "tag her as vip" adds a tag; it must not take away those she has.
  const shape = tags === undefined ? fields : { ...fields, addTags: tags.describe("Tags to add to those it has") };
  return {
    input: z.strictObject({ [kind.kind]: self(kind.kind), ...shape }),
    toRequest: ({ [kind.kind]: id, ...changes }) => ({ params: { id: String(id) }, body: bodyOf(kind, changes) }),
  };
}

function recordFunction(kind: Described): { input: z.ZodObject; toRequest: (args: Record<string, unknown>) => RawRequest } {
  return {
    input: z.strictObject({ [kind.kind]: self(kind.kind) }),
    toRequest: (args) => ({ params: { id: String(args[kind.kind]) } }),
  };
}

type Said = Record<Verb, readonly string[]>;

/** The functions of a kind, each with commands in the words of a marketer. */
export function functionsOf(kind: Described, say: Omit<Said, "list"> & { find: readonly string[] }): Functions {
  const { kind: one, plural } = kind;
  return {
    list: { name: `find_${plural}`, description: `Find, list, search or count ${plural}`, examples: say.find, ...findFunction(kind) },
    create: { name: `create_${one}`, description: `Create, add or register a new ${one}`, examples: say.create, ...createFunction(kind) },
    get: { name: `get_${one}`, description: `Show, open or get one ${one} with all its details`, examples: say.get, ...recordFunction(kind) },
    update: { name: `update_${one}`, description: `Update, change, set, mark or rename an existing ${one}`, examples: say.update, ...updateFunction(kind) },
    delete: { name: `delete_${one}`, description: `Delete or remove a ${one}`, examples: say.delete, ...recordFunction(kind) },
  };
}

export function findFunction(kind: Described): { input: z.ZodObject; toRequest: (args: Record<string, unknown>) => RawRequest } {
  const own = FINDABLE.filter((name) => Object.hasOwn(kind.listFields, name));
  const shape: Record<string, z.ZodType> = { q: z.string().max(200).optional().describe("Words to search for in names, emails and companies") };
  for (const name of own) shape[name] = findArgument(kind, name);
  shape["owner"] = ref("member", "The member who owns them: id, email or name").optional();
  shape["createdAfter"] = z.iso.datetime().optional().describe("Only those added at or after this time");
  shape["createdBefore"] = z.iso.datetime().optional().describe("Only those added before this time");
  const orders = Object.hasOwn(kind.listFields, "score") ? [...ORDERS, "score:desc"] : ORDERS;
  shape["orderBy"] = z.enum(orders).optional().describe("Order: createdAt:desc is newest first, createdAt:asc oldest first, updatedAt:desc last changed first");
  shape["limit"] = z.int().min(1).max(FIND_LIMIT_MAX).optional().describe("How many to show at most");
  return { input: z.strictObject(shape), toRequest: (args) => ({ query: findQuery(kind, args) }) };
}

function findArgument(kind: Described, name: string): z.ZodType {
  const values = kind.listFields[name]?.values;
  if (values !== undefined) return z.enum(values as [string, ...string[]]).optional().describe("Where they stand");
  const described = (kind.input.shape as Record<string, z.ZodType>)[name]?.description;
  const text = name === "tags" ? "A tag they carry" : name === "company" ? "Company they work for" : (described ?? name);
  return z.string().max(200).optional().describe(text);
}

/** Arguments as a list query: text is searched inside, everything else compared. */
function findQuery(kind: Described, args: Record<string, unknown>): Record<string, string> {
  const conditions: string[] = [];
  for (const [name, value] of Object.entries(args)) {
    const text = JSON.stringify(String(value));
    if (name === "createdAfter") conditions.push(`createdAt[gte]:${text}`);
    else if (name === "createdBefore") conditions.push(`createdAt[lt]:${text}`);
    else if (Object.hasOwn(kind.listFields, name)) {
      const type = kind.listFields[name]?.type;
      conditions.push(`${name}[${type === "text" || type === "list" ? "contains" : "eq"}]:${text}`);
    }
  }
  const query: Record<string, string> = {};
  if (conditions.length > 0) query["filter"] = conditions.join(",");
  for (const name of ["q", "orderBy", "limit"]) {
    const value = args[name];
    if (typeof value === "string" || typeof value === "number") query[name] = String(value);
  }
  return query;
}
