/**
 * The filter language of every list: `filter=and(status[eq]:new,or(score[gte]:50,tags[contains]:vip))`.
 *
 *     filter    = items                       ; conditions side by side must all hold
 *     items     = item *( "," item )
 *     item      = ("and" / "or") "(" items ")" / "not" "(" item ")" / condition
 *     condition = field "[" operator "]" [ ":" value ]
 *     value     = text / "[" text *( "," text ) "]"
 *     text      = bare text up to , ( ) [ ] or " / a JSON string in double quotes
 *
 * The shape is that of Twenty's REST API; operators and their meaning are our own table. This file says what a
 * field of a list is; ./filter-parse reads the text, ./filter-compile checks it against the fields and writes
 * SQL, ./filter-values reads the typed values.
 */

export { compileFilter } from "./filter-compile";
export type { CompiledCondition, CompiledFilter } from "./filter-compile";
export { parseFilter } from "./filter-parse";
export type { FilterCondition, FilterNode, FilterText, FilterValue } from "./filter-parse";
export { operatorsOf } from "./list-types";
export type { ListField, ListFields, ListFieldType, ListProblem, ListResult, SqlFragment } from "./list-types";
