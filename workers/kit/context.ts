/** Who calls, for which tenant, and why: the first argument of everything that touches data. */
export type Permission = `${string}:${string}`;

/** The tenant of a verified caller. Made by identity alone; the brand keeps a bare string from standing in for it. */
export type Tenant = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** IANA name, e.g. "Europe/Paris". */
  readonly timeZone: string;
  /** Calls a minute by service where they differ from the installation's. */
  readonly limits: Readonly<Record<string, number>>;
  readonly brand: "tenant";
};

export type Principal = {
  kind: "user" | "key" | "app" | "system";
  /** `usr_…`, `key_…`, an app's grant `grt_…`, or the name of the part of the system that acts. */
  id: string;
  /** The member whom this principal is or acts for; null for keys of nobody. */
  memberId: string | null;
  role: string | null;
  permissions: ReadonlySet<Permission>;
  /** What the gate asks about: has this session or key been revoked? */
  sessionId: string | null;
  keyId: string | null;
  /** Calls a minute of a bucket of its own; null shares the tenant's. */
  perMinute: number | null;
  /** When the person last proved who they are, epoch milliseconds; left out where nobody signed in. */
  authTime?: number;
  /** The app that acts for the person; left out for everybody else. */
  clientId?: string;
};

export type Actor = { kind: "user" | "key" | "app" | "system" | "ai"; id: string };

/** What led to this act: the run, event or request it belongs to. */
export type Cause = { request?: string; run?: string; event?: string };

export type IdempotencyClaim = { principal: string; key: string; fingerprint: string };

/** One act: filled by the gateway for calls from outside, derived for calls in process. */
export type Act = {
  tenant: Tenant;
  principal: Principal;
  actor: Actor;
  /** The id of the operation that is run; what the audit log calls the act. */
  operation: string;
  cause: Cause;
  requestId: string;
  /** Epoch milliseconds at which the act began; the only clock that handlers read. */
  now: number;
  /** How many calls in process lie above this one; at most CALL_DEPTH_MAX. */
  depth: number;
  /** The caller's Idempotency-Key, written first in the unit of work. */
  idempotency: IdempotencyClaim | null;
  /**
   * What the caller in process wants written in the same unit of work, made from the body the act will answer.
   * A run is stored with the one change it made: both stand, or neither.
   */
  alongside: ((body: unknown) => { sql: string; params: readonly (string | number | null)[] }[]) | null;
  /** `If-Match` of the request: the version the caller saw, or null. */
  ifMatch: number | null;
  /** Keeps work alive after the answer. What must happen goes through the outbox instead. */
  waitUntil(work: Promise<unknown>): void;
  /** The HTTP request, for the few who need its headers (sessions, streams); null for calls in process. */
  request: Request | null;
};
