/** A workspace with the person who owns it, made in one unit of work: there is no half of them. Who has no account gets one with it. */
import type { Act, Tenant } from "#kit/context";
import { toHex } from "#kit/crypto";
import { envelope } from "#kit/events";
import { newId } from "#kit/ids";
import { fold } from "#kit/text";
import { WorkRefused, type Guard, type Statement, type Store } from "#kit/work";
import type { Member } from "./directory";
import { asMember } from "./opening";
import { insertInto, insertPerson, type NewPerson } from "./rows";

const DEFAULT_TIME_ZONE = "UTC";
const SLUG_MAX = 40;
const SUFFIX_BYTES = 3;

/** Somebody new, whose address is known to be theirs. */
export type Founder = Omit<NewPerson, "id"> & { workspace: string };
/** Somebody who has an account already. */
export type KnownFounder = { id: string; name: string; email: string; workspace: string; timeZone?: string | undefined };

/**
 * Makes the workspace, whose id it gives, and its owner where they are new. A slug that is taken gets a suffix.
 * @throws WorkRefused `unique users` for an address that has an account, `guard` for what the guards say
 */
export async function foundWorkspace(store: Store, act: Act, founder: Founder | KnownFounder, guards: readonly Guard[] = []): Promise<string> {
  const slug = slugOf(founder.workspace);
  try {
    return await found(store, act, founder, slug, guards);
  } catch (error) {
    if (!(error instanceof WorkRefused && error.reason === "unique" && error.subject === "tenants")) throw error;
    return found(store, act, founder, `${slug}-${toHex(crypto.getRandomValues(new Uint8Array(SUFFIX_BYTES)))}`, guards);
  }
}

async function found(store: Store, act: Act, founder: Founder | KnownFounder, slug: string, guards: readonly Guard[]): Promise<string> {
  const { now } = act;
  const { name, email, workspace } = founder;
  const [id, person] = "id" in founder ? [founder.id, []] : newPerson(founder, now);
  const timeZone = ("id" in founder ? founder.timeZone : undefined) ?? DEFAULT_TIME_ZONE;
  const tenant: Tenant = { id: newId("tenant", now), slug, name: workspace, timeZone, limits: {}, brand: "tenant" };
  const member: Member = { id: newId("member", now), name, email, role: "owner", version: 1, createdAt: new Date(now).toISOString() };
  const founding = asMember(act, tenant, id);
  await store.commit(founding, {
    guards,
    statements: [
      ...person,
      insertInto("tenants", { id: tenant.id, slug, name: workspace, time_zone: timeZone, limits: "{}", created_at: now }),
      insertInto("members", { tenant_id: tenant.id, id: member.id, user_id: id, role: member.role, created_at: now, version: member.version }),
    ],
    events: [envelope(founding, "member.created", { object: member, changed: [], previous: {} }, now)],
    audit: { kind: "member", id: member.id, name },
  });
  return tenant.id;
}

function newPerson({ name, email, passwordHash }: Founder, now: number): [string, Statement[]] {
  const id = newId("user", now);
  return [id, insertPerson({ id, name, email, passwordHash }, now)];
}

function slugOf(name: string): string {
  const slug = fold(name).replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, SLUG_MAX);
  return slug === "" ? "workspace" : slug;
}
