/**
 * The one idea of the house: everything the product can do is an operation, a value next to its handler.
 * Routes, validation, OpenAPI, the typed client, functions for AI, the permission matrix and the cross-tenant test
 * are all made from the list of these values.
 */
import type * as z from "zod";
import type { Act, Permission } from "./context";
import type { ErrorCode } from "./errors";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
/** What a call does to the world. An AI caller must have `destructive` and `external` confirmed by a person. */
export type Effect = "read" | "write" | "destructive" | "external";
/** `public` asks for no caller, `member` for any caller of a tenant, else the named permission. */
export type Access = "public" | "member" | Permission;

type Schema = z.ZodType;
type In<S> = S extends Schema ? z.output<S> : undefined;

export type Request<P, Q, B> = { params: In<P>; query: In<Q>; body: In<B> };
/** A request as a caller would write it, before parsing. Used by fixtures and examples. */
export type RawRequest = { params?: Record<string, string>; query?: Record<string, string>; body?: unknown };

/** An answer with more than a body: other status, headers, or a stream. */
export class Reply<T> {
  readonly body: T;
  readonly status: number | undefined;
  readonly headers: readonly (readonly [string, string])[];
  /** Whether the answer may be stored for an idempotency key; not where it shows a secret once. */
  readonly keep: boolean;
  constructor(body: T, options: { status?: number; headers?: readonly (readonly [string, string])[]; keep?: boolean } = {}) {
    this.body = body;
    this.status = options.status;
    this.headers = options.headers ?? [];
    this.keep = options.keep ?? true;
  }
}

/** How the AI may call an operation. */
export type FunctionSpec = {
  name: string;
  description?: string;
  /** Commands in the words of a marketer, from which the embedded backend learns what the function is for. */
  examples: readonly string[];
  /** The arguments, where they differ from params, query and body together. */
  input?: z.ZodObject;
  /** Turns such arguments into the operation's request. */
  toRequest?: (args: Record<string, unknown>) => RawRequest;
};

/** Makes what an operation needs, by running other operations of the list with their own fixtures (or the given request); gives their answer. */
export type Make = (operationId: string, request?: RawRequest) => Promise<Record<string, unknown>>;

export type Operation<
  C = never,
  Id extends string = string,
  P extends Schema | undefined = Schema | undefined,
  Q extends Schema | undefined = Schema | undefined,
  B extends Schema | undefined = Schema | undefined,
  R extends Schema | undefined = Schema | undefined,
> = {
  id: Id;
  method: Method;
  path: `/${string}`;
  summary: string;
  description?: string;
  permission: Access;
  /** `person`: only somebody signed in, never a key: it concerns their own account. */
  caller?: "person";
  effect: Effect;
  /** Asks a person who signed in longer ago than FRESH_MS to confirm who they are. Keys are not asked. */
  fresh?: boolean;
  params?: P;
  query?: Q;
  body?: B;
  /** Left out where the answer is 204. */
  response?: R;
  /** Default: 201 for POST, 204 without a response, else 200. */
  status?: 200 | 201 | 202 | 204;
  /** Other statuses with which it may succeed, with the same schema. */
  alsoAnswers?: readonly (200 | 201 | 202)[];
  /** Content types that the answer may have beside JSON. */
  produces?: readonly string[];
  /** Bytes; default BODY_BYTES_MAX. */
  bodyBytesMax?: number;
  /** Calls a minute of one address, where it asks for no caller; default 60, shared with the others of that kind. */
  addressPerMinute?: number;
  /** `unit`: the answer is stored in the unit of work. `claim`: several steps, so the key is claimed first. `none`: nothing is stored (secrets shown once, sessions). */
  idempotency?: "unit" | "claim" | "none";
  /** The shape of its errors: our own, or that of the standard it follows. */
  errorShape?: "pilothouse" | "openai";
  errors?: readonly ErrorCode[];
  function?: FunctionSpec;
  /** A request that its rightful caller may make; what it names is made first. The cross-tenant test runs it as somebody else. */
  fixture: (make: Make) => Promise<RawRequest> | RawRequest;
  run(request: Request<P, Q, B>, context: C & { act: Act }): Promise<Answer<R>>;
};

type Answer<R> = R extends Schema ? z.output<R> | Reply<z.output<R>> | Response : void | Reply<void>;

/** Any operation that a context C can serve. */
// The request's types are erased here: the gateway hands each operation what its own schemas gave.
export type AnyOperation<C> = Omit<Operation<C>, "run"> & {
  run(request: Request<never, never, never>, context: C & { act: Act }): Promise<unknown>;
};

/**
 * Gives the function with which a service declares its operations over its own context.
 * @example const operation = operationsOf<{ crm: Crm }>();
 */
export function operationsOf<C>() {
  return function operation<
    const Id extends string,
    P extends Schema | undefined = undefined,
    Q extends Schema | undefined = undefined,
    B extends Schema | undefined = undefined,
    R extends Schema | undefined = undefined,
  >(spec: Operation<C, Id, P, Q, B, R>): Operation<C, Id, P, Q, B, R> {
    return spec;
  };
}

/** The status of a successful answer. */
export function successStatus(op: { method: Method; response?: unknown; status?: number }): number {
  return op.status ?? (op.response === undefined ? 204 : op.method === "POST" ? 201 : 200);
}

/** The service an operation belongs to: the first part of its id. Limits and CORS are set by it. */
export function serviceOf(op: { id: string }): string {
  return op.id.slice(0, op.id.indexOf("."));
}
