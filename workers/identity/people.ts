/**
 * People: better-auth, on the control plane's D1, with sessions in the SessionStore. It is half a megabyte and a
 * tenth of a second of start-up, so it is imported only when somebody signs in or a cookie is exchanged for a token.
 * None of its routes is reached from outside: our operations call it in process.
 */
import type { D1Database } from "@cloudflare/workers-types";
import { drizzle } from "drizzle-orm/d1";
import { accounts, secondFactors, users, verifications } from "#d1/identity";
import { newId } from "#kit/ids";
import { hashPassword, PASSWORD_MAX, PASSWORD_MIN, verifyPassword } from "./password";
import { newRecoveryCodes, recoveryCodeStorage } from "./recovery-codes";

const SESSION_SECONDS = 14 * 24 * 3600;
const SESSION_REFRESH_SECONDS = 24 * 3600;
const RESET_SECONDS = 3600;
/** How long a password counts while its second factor is awaited. */
const CHALLENGE_SECONDS = 600;

/** What better-auth asks of a store of sessions; the Durable Object's side is durable-objects/session-store. */
export type SessionStorage = {
  get(key: string): Promise<string | null>;
  getAndDelete(key: string): Promise<string | null>;
  increment(key: string, ttlSeconds: number): Promise<number>;
  set(key: string, value: string, ttlSeconds?: number): Promise<void>;
  delete(key: string): Promise<void>;
};

export type PeopleSettings = { secret: string; publicUrl: string; secureCookies: boolean };

export type Person = { id: string; name: string; email: string };

/** Gives the library's instance; loaded once for each isolate. */
export async function loadPeople(db: D1Database, sessions: SessionStorage, settings: PeopleSettings) {
  const [{ betterAuth }, { drizzleAdapter }, { twoFactor }, { opener }] = await Promise.all([
    import("better-auth/minimal"),
    import("better-auth/adapters/drizzle"),
    import("better-auth/plugins/two-factor"),
    import("./opener"),
  ]);
  return betterAuth({
    appName: "Pilothouse",
    baseURL: settings.publicUrl,
    basePath: "/api/auth",
    secret: settings.secret,
    trustedOrigins: [settings.publicUrl],
    database: drizzleAdapter(drizzle(db), { provider: "sqlite", schema: { users, accounts, verifications, secondFactors } }),
    user: { modelName: "users" },
    account: { modelName: "accounts" },
    verification: { modelName: "verifications" },
    secondaryStorage: sessions,
    session: { expiresIn: SESSION_SECONDS, updateAge: SESSION_REFRESH_SECONDS, storeSessionInDatabase: false },
    emailAndPassword: {
      enabled: true,
      // People are made by our own unit of work, together with their workspace (workspace.ts).
      disableSignUp: true,
      requireEmailVerification: true,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    plugins: [twoFactor({ twoFactorTable: "secondFactors", twoFactorCookieMaxAge: CHALLENGE_SECONDS, backupCodeOptions: { customBackupCodesGenerate: newRecoveryCodes, storeBackupCodes: recoveryCodeStorage } }), opener],
    rateLimit: { enabled: false }, // The gateway's own limits stand before every route.
    telemetry: { enabled: false },
    logger: { disabled: true }, // Its messages name addresses; what fails is logged by the gateway.
    advanced: {
      cookiePrefix: "pilothouse",
      useSecureCookies: settings.secureCookies,
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true, path: "/" },
      ipAddress: { ipAddressHeaders: ["cf-connecting-ip"] },
      database: { generateId: ({ model }) => newId(model === "session" ? "session" : "user", Date.now()) },
    },
  });
}

export type People = Awaited<ReturnType<typeof loadPeople>>;
