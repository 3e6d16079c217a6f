/** Fields that several of identity's operations take. */
import * as z from "zod";
import { canonicalEmail } from "#kit/email";
import { Reply } from "#kit/operation";
import { PASSWORD_MAX, PASSWORD_MIN } from "./password";

const NAME_MAX = 120;
const TOKEN_MAX = 200;

export const name = z.string().trim().min(1, "is empty").max(NAME_MAX, `takes at most ${NAME_MAX} characters`);

/** An IANA name. */
export const timeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, "is not a time zone, such as Europe/Paris")
  .describe("IANA name, e.g. Europe/Paris; UTC where it is left out");

/** An address to sign in with: canonical, and one that the library of people takes too. */
export const email = z
  .string()
  .max(254)
  .transform((typed, context) => {
    const canonical = canonicalEmail(typed);
    if (canonical !== null && z.email().safeParse(canonical).success) return canonical;
    context.addIssue({ code: "custom", message: "is not an email address" });
    return z.NEVER;
  });

export const newPassword = z.string().min(PASSWORD_MIN, `takes at least ${PASSWORD_MIN} characters`).max(PASSWORD_MAX, `takes at most ${PASSWORD_MAX} characters`);
/** A password that is compared, not chosen. */
export const oldPassword = z.string().min(1, "is empty").max(PASSWORD_MAX);
export const linkToken = z.string().min(20, "is not the token of a link").max(TOKEN_MAX);
/** A role to give. */
export const roleText = z.string().min(1, "is empty").max(60).describe("A built-in role's name, or the id of a role of the workspace");

/** The shape of a session, as signing in answers it. */
export const session = z
  .strictObject({
    user: z.strictObject({ id: z.string(), name: z.string(), email: z.string() }),
    tenant: z.strictObject({ id: z.string(), slug: z.string(), name: z.string(), timeZone: z.string() }),
    member: z.strictObject({ id: z.string(), role: z.string() }),
    permissions: z.array(z.string()),
  })
  .meta({ id: "Session" });

export type OpenSession = z.output<typeof session>;
export type SignedIn = { session: OpenSession; setCookies: string[] };
/** Somebody signed in, or the challenge of the second factor that must follow. */
export type Opened = SignedIn | { session: null; setCookies: string[] };

/** What a password alone opens where a second factor must follow. */
const secondFactorRequired = z.strictObject({ status: z.literal("second_factor_required") }).meta({ id: "SecondFactorRequired" });

/** How the ways to sign in answer: a session, or the second factor's challenge. */
export const openedShape = { response: z.union([session, secondFactorRequired]), alsoAnswers: [202] as const };

/** The answer of a way to sign in; with 202 a second factor must follow. */
export function openedReply({ session: opened, setCookies }: Opened): Reply<OpenSession | z.output<typeof secondFactorRequired>> {
  if (opened === null) return new Reply({ status: "second_factor_required" as const }, { status: 202, ...cookieHeaders(setCookies) });
  return new Reply(opened, cookieHeaders(setCookies));
}

/** Headers that set these cookies. */
export const cookieHeaders = (cookies: readonly string[]) => ({ headers: cookies.map((cookie) => ["set-cookie", cookie] as const) });

function isTimeZone(text: string): boolean {
  try {
    // Offsets such as +02:00 are taken too, but know no summer time.
    return /^[A-Za-z]/.test(text) && new Intl.DateTimeFormat("en-US", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** What joining answers to somebody who has an account but is not signed in to it. */
export const signInToGoOn = z.strictObject({ status: z.literal("sign_in_to_go_on") }).meta({ id: "SignInToGoOn" });
