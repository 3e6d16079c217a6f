/**
 * Where a person stands: which workspace, as which member, allowed what. The gate's count is asked first and the rows are
 * read after it, so that a change in between makes the count stale and never the permissions.
 */
import type { Principal } from "#kit/context";
import { logger } from "#kit/log";
import { NEVER_ASKED, type Directory, type Membership } from "./directory";
import type { AccessClaims } from "./tokens";

export type Standing = Membership & { epoch: number };

/** What the tenant's gate has counted of changes that concern these subjects. */
export type AskEpoch = (tenantId: string, subjects: readonly string[]) => Promise<number>;

const log = logger("identity");

/**
 * @param tenantId the workspace to stand in; null for the one that the person joined first
 * @param known what the gate has counted, where it was asked already
 * @returns null where the person is not a member there
 */
export async function standingOf(directory: Directory, ask: AskEpoch, userId: string, tenantId: string | null, known?: number): Promise<Standing | null> {
  const find = async () => {
    const all = await directory.memberships(userId);
    return tenantId === null ? all[0] : all.find((one) => one.tenant.id === tenantId);
  };
  const first = await find();
  if (first === undefined || known !== undefined) return first === undefined ? null : { ...first, epoch: known as number };
  const epoch = await ask(first.tenant.id, [first.memberId]).catch((error: unknown) => {
    // A token made now is stale as soon as the gate is back.
    log.error("gate.unreachable", error);
    return NEVER_ASKED;
  });
  const now = (await directory.memberships(userId)).find((one) => one.tenant.id === first.tenant.id);
  return now === undefined ? null : { ...now, epoch };
}

export function claimsOf(standing: Standing, userId: string, sessionId: string, authTime: number): Omit<AccessClaims, "exp"> {
  return {
    sub: userId,
    tid: standing.tenant.id,
    mid: standing.memberId,
    sid: sessionId,
    role: standing.role,
    auth_time: Math.floor(authTime / 1000),
    epoch: standing.epoch,
  };
}

export function personOf(standing: Pick<Standing, "memberId" | "role" | "permissions">, userId: string, sessionId: string, authTime: number): Principal {
  const { memberId, role, permissions } = standing;
  return { kind: "user", id: userId, memberId, role, permissions, sessionId, keyId: null, perMinute: null, authTime };
}
