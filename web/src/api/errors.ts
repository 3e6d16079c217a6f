/** What is wrong with one value of a request, as the server names it. */
export type FieldProblem = { path: string; message: string };

/** A refused or failed request. `code` is the server's, or NETWORK when no answer came. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Record<string, unknown>;
  readonly requestId: string | null;

  constructor(failure: {
    code: string;
    message: string;
    status?: number;
    details?: Record<string, unknown>;
    requestId?: string | null;
  }) {
    super(failure.message);
    this.name = "ApiError";
    this.code = failure.code;
    this.status = failure.status ?? 0;
    this.details = failure.details ?? {};
    this.requestId = failure.requestId ?? null;
  }

  /** The problems of a VALIDATION_FAILED answer; empty for any other. */
  get problems(): FieldProblem[] {
    const problems = this.details["problems"];
    return Array.isArray(problems) ? problems.filter(isFieldProblem) : [];
  }
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isObject(value) && typeof value["path"] === "string" && typeof value["message"] === "string";
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads an answer that is not 2xx; tolerates proxies that answer something else than our shape. */
export async function errorFrom(response: Response): Promise<ApiError> {
  const requestId = response.headers.get("x-request-id");
  const body: unknown = await response.json().catch(() => null);
  const error = isObject(body) && isObject(body["error"]) ? body["error"] : {};
  return new ApiError({
    status: response.status,
    requestId,
    code: typeof error["code"] === "string" ? error["code"] : "UNEXPECTED",
    message: typeof error["message"] === "string" ? error["message"] : `The server answered ${response.status}.`,
    details: isObject(error["details"]) ? error["details"] : {},
  });
}
