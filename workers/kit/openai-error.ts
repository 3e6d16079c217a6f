/** Errors as OpenAI's clients read them. https://platform.openai.com/docs/guides/error-codes */
import type { FieldProblem, Problem } from "./errors";

export type OpenAiError = { error: { message: string; type: string; param: string | null; code: string | null } };

const TYPES: Partial<Record<number, string>> = { 401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error" };
const CODES: Partial<Record<number, string>> = { 401: "invalid_api_key", 429: "rate_limit_exceeded" };

/** `details.code` names the code where the standard has one of its own, as `model_not_found`. */
export function openAiError(problem: Problem): OpenAiError {
  const { status, details } = problem;
  const problems = (details["problems"] ?? []) as FieldProblem[];
  const first = problems[0];
  const own = details["code"];
  return {
    error: {
      // There is room for one sentence only, so that all problems stand in it.
      message: problem.code !== "VALIDATION_FAILED" || problems.length === 0 ? problem.message : problems.map(({ path, message }) => (path === "" ? message : `${bracketed(path)}: ${message}`)).join("; "),
      type: TYPES[status] ?? (status >= 500 ? "server_error" : "invalid_request_error"),
      param: first === undefined || first.path === "" ? null : bracketed(first.path),
      code: typeof own === "string" ? own : (CODES[status] ?? problem.code.toLowerCase()),
    },
  };
}

/** `messages.0.content` as OpenAI writes it: `messages[0].content`. */
const bracketed = (path: string) => path.replaceAll(/\.(\d+)(?=\.|$)/g, "[$1]");
