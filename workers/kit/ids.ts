/** Ids: `<prefix>_<ULID in lower case>`, time-sortable. One registry of prefixes. https://github.com/ulid/spec */

export const ID_PREFIXES = {
  tenant: "ten",
  user: "usr",
  member: "mem",
  key: "key",
  role: "role",
  app: "app",
  grant: "grt",
  authorization: "oar",
  invitation: "inv",
  session: "ses",
  lead: "lead",
  contact: "con",
  company: "com",
  deal: "deal",
  note: "note",
  task: "task",
  pipeline: "pipe",
  stage: "stg",
  field: "fld",
  event: "evt",
  run: "run",
  call: "call",
  conversation: "conv",
  approval: "apr",
  audit: "aud",
  secret: "sec",
  mail: "mail",
  account: "acc",
  passkey: "pk",
  webhook_endpoint: "whe",
  webhook_delivery: "whd",
  webhook_source: "whs",
  webhook_received: "whr",
  completion: "chatcmpl",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;
const TIME_MAX_MS = 2 ** 48 - 1;

/**
 * Mints an id that sorts by its time.
 * @param now epoch milliseconds, 0 to 2^48 - 1
 * @param random at least 16 bytes of randomness; left out, they come from the platform's generator
 */
export function newId(kind: IdKind, now: number, random: Uint8Array = crypto.getRandomValues(new Uint8Array(RANDOM_DIGITS))): string {
  let time = Math.min(Math.max(0, Math.floor(now)), TIME_MAX_MS);
  let digits = "";
  for (let i = 0; i < TIME_DIGITS; i++) {
    digits = CROCKFORD.charAt(time % 32) + digits;
    time = Math.floor(time / 32);
  }
  for (let i = 0; i < RANDOM_DIGITS; i++) digits += CROCKFORD.charAt((random[i] ?? 0) & 31);
  return `${ID_PREFIXES[kind]}_${digits}`;
}

const SHAPES = Object.fromEntries(
  Object.entries(ID_PREFIXES).map(([kind, prefix]) => [kind, new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`)]),
) as Record<IdKind, RegExp>;

/** Whether the text has the shape of an id of this kind. Says nothing of whether such a record exists. */
export function isId(kind: IdKind, text: string): boolean {
  return SHAPES[kind].test(text);
}

/** The pattern of an id of this kind, as a JSON Schema takes it. */
export function idPattern(kind: IdKind): RegExp {
  return SHAPES[kind];
}
