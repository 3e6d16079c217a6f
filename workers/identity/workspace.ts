/** A person with a password and the workspace they own, made in one unit of work: there is no half of them. */
import type { Act, Tenant } from "#kit/context";
import { toHex } from "#kit/crypto";
import { newId } from "#kit/ids";
import { fold } from "#kit/text";
import { WorkRefused, type Guard, type Store } from "#kit/work";
import { asMember } from "./opening";
import { insertInto, insertPerson, type NewPerson } from "./rows";

const DEFAULT_TIME_ZONE = "UTC";
const SLUG_MAX = 40;
const SUFFIX_BYTES = 3;

export type Founder = Omit<NewPerson, "id"> & { workspace: string };

/**
 * Makes the owner, whose address is known to be theirs, and the workspace, whose id it gives. A slug that is taken gets a suffix.
 * @throws WorkRefused `unique users` for an address that has an account, `guard` for what the guards say
 */
export async function foundWorkspace(store: Store, act: Act, founder: Founder, guards: readonly Guard[] = []): Promise<string> {
  const slug = slugOf(founder.workspace);
  try {
    return await found(store, act, founder, slug, guards);
  } catch (error) {
    if (!(error instanceof WorkRefused && error.reason === "unique" && error.subject === "tenants")) throw error;
    return found(store, act, founder, `${slug}-${toHex(crypto.getRandomValues(new Uint8Array(SUFFIX_BYTES)))}`, guards);
  }
}

async function found(store: Store, act: Act, { workspace, ...founder }: Founder, slug: string, guards: readonly Guard[]): Promise<string> {
  const { now } = act;
  const tenant: Tenant = { id: newId("tenant", now), slug, name: workspace, timeZone: DEFAULT_TIME_ZONE, limits: {}, brand: "tenant" };
  const [id, memberId] = [newId("user", now), newId("member", now)];
  await store.commit(asMember(act, tenant, id), {
    guards,
    statements: [
      ...insertPerson({ id, ...founder }, now),
      insertInto("tenants", { id: tenant.id, slug, name: workspace, time_zone: tenant.timeZone, limits: "{}", created_at: now }),
      insertInto("members", { tenant_id: tenant.id, id: memberId, user_id: id, role: "owner", created_at: now }),
    ],
    events: [],
    audit: { kind: "member", id: memberId, name: founder.name },
  });
  return tenant.id;
}

function slugOf(name: string): string {
  const slug = fold(name).replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, SLUG_MAX);
  return slug === "" ? "workspace" : slug;
}
