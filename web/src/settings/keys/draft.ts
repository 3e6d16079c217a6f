const DAY_MS = 24 * 3_600_000;

export const EXPIRIES = ["7", "30", "90", "365", "never"] as const;

export type KeyDraft = { name: string; permissions: string[]; days: (typeof EXPIRIES)[number]; addresses: string };

/** The call's body for what was filled in. */
export function keyBody({ name, permissions, days, addresses }: KeyDraft, now: number) {
  const list = addresses.split(/[\s,]+/).filter((address) => address !== "");
  return {
    name,
    permissions,
    ...(days === "never" ? {} : { expiresAt: new Date(now + Number(days) * DAY_MS).toISOString() }),
    ...(list.length === 0 ? {} : { addresses: list }),
  };
}
