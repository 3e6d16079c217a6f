/** Signing in by a provider. It opens an account of the address that the provider verified, and makes none. */
import type { Act } from "#kit/context";
import { equalInConstantTime, randomToken, sha256Hex } from "#kit/crypto";
import { EgressError } from "#kit/egress";
import { notFound, Problem } from "#kit/errors";
import { newId } from "#kit/ids";
import { logger } from "#kit/log";
import { WorkRefused } from "#kit/work";
import { unauthenticated } from "../caller";
import type { Opened } from "../fields";
import { securityChangedMail } from "../mail/texts";
import { asMember, headersOf, unreachableStore } from "../opening";
import { PROVIDERS, type Provider, type ProviderName, type Round, type Vouched } from "../providers/settings";
import { insertInto } from "../rows";
import { openFor, ownPerson, tellPerson, type FlowParts } from "./parts";

const ROUND_SECONDS = 600;
const ROUND_COOKIE = "pilothouse.provider";
const TITLES: Record<ProviderName, string> = { google: "Google", github: "GitHub" };

const log = logger("identity");

export type LinkedProvider = { provider: ProviderName; linkedAt: string };

export type ProviderFlow = {
  offered: ProviderName[];
  /** @returns where the browser goes, and the cookie by which it is known when it comes back */
  begin(act: Act, name: ProviderName): Promise<{ url: string; setCookie: string }>;
  /** @param came the query with which the browser came back */
  complete(act: Act, name: ProviderName, came: Record<string, string>): Promise<Opened>;
  unlink(act: Act, name: ProviderName): Promise<void>;
  ofPerson(userId: string): Promise<LinkedProvider[]>;
};

type Kept = Round & { name: ProviderName; /** Hash of the browser's cookie. */ browser: string };
const roundKey = (state: string) => `provider:${state}`;

export function providerFlow(parts: FlowParts): ProviderFlow {
  const { store, sessions, providers, publicUrl, secureCookies } = parts;
  const { configured, egress } = providers;

  const providerOf = (name: ProviderName): Provider => {
    const provider = configured.get(name);
    if (provider === undefined) throw new Problem("NOT_FOUND", `Signing in with ${TITLES[name]} is not set up here.`);
    return provider;
  };

  /** Whose account it is: the one that this identity was linked to, else that of the same verified address, which it is then linked to. */
  const accountOf = async (act: Act, name: ProviderName, { subject, email }: Vouched): Promise<string> => {
    const [linked] = await store.read({ sql: "select user_id from accounts where provider_id = ? and account_id = ?", params: [name, subject] });
    if (linked !== undefined) return linked["user_id"] as string;
    const sql = "select u.id, u.name, m.id as member_id, m.tenant_id from users u join members m on m.user_id = u.id where u.email = ? and u.email_verified = 1 order by m.created_at, m.tenant_id limit 1";
    const [person] = email === null ? [] : await store.read({ sql, params: [email] });
    if (email === null || person === undefined) throw unauthenticated(`No account here has an address that ${TITLES[name]} verified as yours. Sign up with it, or ask to be invited.`);
    const userId = person["id"] as string;
    const row = { id: newId("account", act.now), account_id: subject, provider_id: name, user_id: userId, created_at: act.now, updated_at: act.now };
    const tenant = { ...act.tenant, id: person["tenant_id"] as string };
    const audit = { kind: "member", id: person["member_id"] as string, name: person["name"] as string, details: { linked: name } };
    await store.commit(asMember(act, tenant, userId), { statements: [insertInto("accounts", row)], events: [], audit });
    tellPerson(parts, { ...act, tenant }, email, securityChangedMail(`Your account can be opened with ${TITLES[name]} from now on: somebody signed in there with this address.`));
    return userId;
  };

  return {
    offered: PROVIDERS.filter((name) => configured.has(name)),

    async begin(act, name) {
      const provider = providerOf(name);
      const [state, verifier, nonce, secret] = [randomToken(), randomToken(), randomToken(), randomToken()];
      const round: Round = { redirectUri: `${publicUrl}/callback/${name}`, state, verifier, nonce };
      const { authorizationUrl } = await import("../providers/protocol");
      const url = await authorizationUrl(provider, egress, round).catch((error: unknown) => {
        log.error("provider.failed", error, { provider: name });
        throw silent(name);
      });
      await sessions.set(roundKey(state), JSON.stringify({ ...round, name, browser: await sha256Hex(secret) } satisfies Kept), ROUND_SECONDS);
      return { url, setCookie: `${ROUND_COOKIE}=${secret}; Path=/; Max-Age=${ROUND_SECONDS}; HttpOnly; SameSite=Lax${secureCookies ? "; Secure" : ""}` };
    },

    async complete(act, name, came) {
      const provider = providerOf(name);
      const kept = await sessions.getAndDelete(roundKey(came["state"] ?? "")).catch(unreachableStore);
      const round = kept === null ? null : (JSON.parse(kept) as Kept);
      const secret = new RegExp(`(?:^|;\\s*)${ROUND_COOKIE}=([\\w-]+)`).exec(headersOf(act).get("cookie") ?? "")?.[1] ?? "";
      // Another browser than the one that began: somebody was sent a link that would sign them in as another.
      if (round === null || round.name !== name || !equalInConstantTime(round.browser, await sha256Hex(secret))) {
        throw unauthenticated("This sign-in was begun elsewhere, was completed, or has expired. Begin it again.");
      }
      const { vouchedFor } = await import("../providers/protocol");
      const vouched = await vouchedFor(provider, egress, round, new URLSearchParams(came)).catch((error: unknown) => {
        log.warn("provider.refused", { provider: name, reason: error instanceof Error ? error.name : "unknown" });
        throw error instanceof EgressError ? silent(name) : unauthenticated(`${TITLES[name]} did not confirm who you are. Begin again.`);
      });
      return openFor(parts, act, await accountOf(act, name, vouched), "openSession");
    },

    async unlink(act, name) {
      const user = await ownPerson(parts, act);
      const sql = "delete from accounts where user_id = ? and provider_id = ?";
      await store
        .commit(act, { statements: [{ sql, params: [user.id, name], expect: 1 }], events: [], audit: { kind: "member", id: act.principal.memberId ?? "", details: { unlinked: name } } })
        .catch((error: unknown) => {
          throw error instanceof WorkRefused ? notFound("linked provider") : error;
        });
      tellPerson(parts, act, user.email, securityChangedMail(`Your account is no longer opened with ${TITLES[name]}.`));
    },

    async ofPerson(userId) {
      const rows = await store.read({ sql: "select provider_id, created_at from accounts where user_id = ? and provider_id in ('google', 'github') order by provider_id", params: [userId] });
      return rows.map((row) => ({ provider: row["provider_id"] as ProviderName, linkedAt: new Date(row["created_at"] as number).toISOString() }));
    },
  };
}

function silent(name: ProviderName): Problem {
  return new Problem("UNAVAILABLE", `${TITLES[name]} does not answer. Try again in a moment, or sign in another way.`, {}, { "retry-after": "5" });
}
