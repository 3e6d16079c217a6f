/** The one table of error codes, and the error that carries one to the edge. */

export const ERROR_STATUS = {
  VALIDATION_FAILED: 400,
  MALFORMED_JSON: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  FRESH_SIGN_IN_REQUIRED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  IN_FLIGHT: 409,
  CONFIRMATION_SPENT: 410,
  VERSION_MISMATCH: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  IDEMPOTENCY_MISMATCH: 422,
  QUERY_TOO_BROAD: 422,
  AMBIGUOUS: 422,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  BACKEND_FAILED: 502,
  UNAVAILABLE: 503,
  BACKEND_TIMEOUT: 504,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** What is wrong with one value of a request: where it stands, and what to do about it. */
export type FieldProblem = { path: string; message: string };

/**
 * A failure that its caller is told of. `message` says what is wrong and what to do; it never holds SQL,
 * a stack, a secret or another tenant's data. Anything else that is thrown becomes INTERNAL at the edge.
 */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.details = details;
    this.headers = headers;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  /** The wire shape: `{ error: { code, message, details } }`. */
  toJSON(): { error: { code: ErrorCode; message: string; details: Record<string, unknown> } } {
    return { error: { code: this.code, message: this.message, details: this.details } };
  }
}

/** A request that does not fit its schema; all its problems at once. */
export function invalid(problems: FieldProblem[]): Problem {
  const first = problems[0];
  const message =
    problems.length === 1 && first
      ? first.path === "" ? first.message : `${first.path}: ${first.message}`
      : `${problems.length} values do not fit. See details.problems.`;
  return new Problem("VALIDATION_FAILED", message, { problems });
}

/** A record that is not there, or is another tenant's: the two look the same from outside. */
export function notFound(what = "record"): Problem {
  return new Problem("NOT_FOUND", `There is no such ${what}.`);
}

/** Marks a branch that the types rule out; a new case fails to compile instead of slipping by. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
