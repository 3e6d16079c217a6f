/**
 * How an operation is called, over HTTP and in process alike: parse everything and name all problems at once,
 * check the permission, run.
 */
import type * as z from "zod";
import type { Act, Permission, Principal } from "./context";
import { invalid, notFound, Problem, type FieldProblem } from "./errors";
import { CALL_DEPTH_MAX, FRESH_MS } from "./limits";
import type { AnyOperation, RawRequest, Request } from "./operation";
import { isAllowed } from "./permissions";

const PROBLEMS_MAX = 50;

/**
 * Parses the parts of a request by the operation's schemas.
 * @throws Problem NOT_FOUND for a malformed id in the path, VALIDATION_FAILED with every problem otherwise
 */
export function parseRequest(op: AnyOperation<never>, raw: RawRequest): Request<never, never, never> {
  const problems: FieldProblem[] = [];
  const params = op.params?.safeParse(raw.params ?? {});
  if (params !== undefined && !params.success) throw notFound();
  const query = check(op.query, raw.query ?? {}, "query", problems);
  const body = check(op.body, raw.body, "", problems);
  if (problems.length > 0) throw invalid(problems.slice(0, PROBLEMS_MAX));
  return { params: params?.data as never, query: query as never, body: body as never };
}

function check(schema: z.ZodType | undefined, value: unknown, prefix: string, problems: FieldProblem[]): unknown {
  if (schema === undefined) {
    if (prefix === "query") problems.push(...Object.keys(value as object).map((key) => unknown(`query.${key}`)));
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  problems.push(...problemsOf(parsed.error, prefix));
  return undefined;
}

const unknown = (path: string): FieldProblem => ({ path, message: "is not a known field; remove it" });

/** The problems of a zod error, an unknown field by its own path. */
export function problemsOf(error: z.ZodError, prefix = ""): FieldProblem[] {
  return error.issues.flatMap((issue) => {
    const at = (tail: readonly PropertyKey[]) => [...(prefix === "" ? [] : [prefix]), ...tail].map(String).join(".");
    return issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknown(at([...issue.path, key])))
      : [{ path: at(issue.path), message: issue.message }];
  });
}

/**
 * @param now epoch milliseconds
 * @throws Problem FORBIDDEN that names the missing permission or says that only a person may, FRESH_SIGN_IN_REQUIRED where a person must confirm who they are
 */
export function authorise(op: AnyOperation<never>, principal: Principal, now: number): void {
  if (op.caller === "person" && principal.kind !== "user") throw new Problem("FORBIDDEN", "An API key or an app has no account of its own. Sign in as a person to do this.");
  const open = op.permission === "public" || op.permission === "member";
  if (!open && !isAllowed(principal, op.permission as Permission)) {
    throw new Problem("FORBIDDEN", `This needs the permission ${op.permission}, which you do not have. Ask an owner or admin of the workspace.`, {
      permission: op.permission,
    });
  }
  if (op.fresh === true) requireFresh(principal, now);
}

/**
 * For what is dangerous a person must have proved lately who they are. Keys are not asked: nobody is there to answer, and
 * what a key may do was given to it by a fresh sign-in. An app acts for a person who is not there: it may not.
 * @param now epoch milliseconds
 * @throws Problem FRESH_SIGN_IN_REQUIRED, FORBIDDEN for an app
 */
export function requireFresh(principal: Principal, now: number): void {
  if (principal.kind === "app") throw new Problem("FORBIDDEN", "No app may do this for you. Do it in the console.");
  if (principal.kind !== "user" || now - (principal.authTime ?? 0) <= FRESH_MS) return;
  throw new Problem("FRESH_SIGN_IN_REQUIRED", "You signed in more than ten minutes ago. Confirm your password (POST /api/v1/session/confirm), or sign in again, then repeat this.");
}

/**
 * Calls an operation in process: the same validation and permission as over HTTP, no limiter, no HTTP idempotency.
 * @param cause what led to the call; merged into that of the act
 */
export async function callInProcess<C extends { act: Act }>(
  op: AnyOperation<Omit<C, "act">>,
  raw: RawRequest,
  context: C,
  cause: Partial<Act> = {},
): Promise<unknown> {
  const act: Act = { ...context.act, ifMatch: null, idempotency: null, alongside: null, ...cause, operation: op.id, depth: context.act.depth + 1 };
  if (act.depth > CALL_DEPTH_MAX) throw new Problem("VALIDATION_FAILED", `Calls are nested more than ${CALL_DEPTH_MAX} deep.`);
  const request = parseRequest(op as AnyOperation<never>, raw);
  authorise(op as AnyOperation<never>, act.principal, act.now);
  return op.run(request, { ...context, act } as never);
}
