import { ApiError } from "./errors";

export type Problems = {
  /** What the server said of this field, or of a part of it. */
  at: (field: string) => string | undefined;
  /** The error where it is of none of the fields, to be said of the whole. */
  rest: unknown;
};

/** Places what the server refused at the fields it is about. */
export function problemsOf(error: unknown, fields: readonly string[]): Problems {
  const problems = error instanceof ApiError ? error.problems : [];
  const at = (field: string) => problems.find(({ path }) => path === field || path.startsWith(`${field}.`))?.message;
  return { at, rest: fields.some((field) => at(field) !== undefined) ? null : error };
}
