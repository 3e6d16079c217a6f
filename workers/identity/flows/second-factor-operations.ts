/** The second factor: set up, confirmed, turned off, and asked for when somebody signs in. */
import * as z from "zod";
import { operationsOf, Reply } from "#kit/operation";
import { cookieHeaders, oldPassword, session } from "../fields";
import type { Flows } from "./service";

const operation = operationsOf<{ flows: Flows }>();

const code = z.string().regex(/^\d{6}$/, "is not a code of six digits");
const recoveryCode = z.string().trim().min(8, "is not a recovery code").max(40);
const recoveryCodes = z.array(z.string()).describe("Shown once. Each opens the account once, should the device be lost");
/** The password of nobody: an example must not change what it is tried on. */
const WRONG = { body: { password: "not anybody's password" } };

export const enrolSecondFactor = operation({
  id: "identity.second_factor.enrol",
  method: "POST",
  path: "/api/v1/second-factor",
  summary: "Begin to set up a second factor",
  description: "Gives the secret for an authenticator and the recovery codes, once. Nothing changes until a code is confirmed.",
  permission: "member",
  caller: "person",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({ password: oldPassword }),
  response: z.strictObject({ secret: z.string(), uri: z.string().describe("The otpauth address that authenticators read as a QR code"), recoveryCodes }).meta({ id: "SecondFactorSecret" }),
  errors: ["CONFLICT"],
  fixture: () => WRONG,
  run: ({ body }, { act, flows }) => flows.secondFactor.enrol(act, body.password),
});

export const confirmSecondFactor = operation({
  id: "identity.second_factor.confirm",
  method: "POST",
  path: "/api/v1/second-factor/confirm",
  summary: "Confirm the second factor by its first code",
  permission: "member",
  caller: "person",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({ code }),
  errors: ["CONFLICT"],
  fixture: () => ({ body: { code: "123456" } }),
  async run({ body }, { act, flows }) {
    return new Reply(undefined, cookieHeaders(await flows.secondFactor.confirm(act, body.code)));
  },
});

export const disableSecondFactor = operation({
  id: "identity.second_factor.disable",
  method: "POST",
  path: "/api/v1/second-factor/disable",
  summary: "Turn the second factor off",
  description: "Asks the password.",
  permission: "member",
  caller: "person",
  effect: "write",
  fresh: true,
  idempotency: "none",
  body: z.strictObject({ password: oldPassword }),
  errors: ["CONFLICT"],
  fixture: () => WRONG,
  async run({ body }, { act, flows }) {
    return new Reply(undefined, cookieHeaders(await flows.secondFactor.disable(act, body.password)));
  },
});

export const renewRecoveryCodes = operation({
  id: "identity.second_factor.renew_codes",
  method: "POST",
  path: "/api/v1/second-factor/recovery-codes",
  summary: "Make new recovery codes",
  description: "Asks the password. The old ones open nothing from now on.",
  permission: "member",
  caller: "person",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({ password: oldPassword }),
  response: z.strictObject({ recoveryCodes }),
  errors: ["CONFLICT"],
  fixture: () => WRONG,
  run: ({ body }, { act, flows }) => flows.secondFactor.renewCodes(act, body.password),
});

export const completeSignIn = operation({
  id: "identity.session.second_factor",
  method: "POST",
  path: "/api/v1/session/second-factor",
  summary: "Complete a sign-in by its second factor",
  description: "After `second_factor_required`, with the cookie that it set: a code of the authenticator, or one of the recovery codes. Five wrong tries end the sign-in, ten lock the account for a quarter of an hour.",
  permission: "public",
  effect: "write",
  idempotency: "none",
  body: z.union([z.strictObject({ code }), z.strictObject({ recoveryCode })]),
  response: session,
  errors: ["UNAUTHENTICATED", "FORBIDDEN"],
  fixture: () => ({ body: { code: "123456" } }),
  async run({ body }, { act, flows }) {
    const { session: opened, setCookies } = await flows.secondFactor.complete(act, body);
    return new Reply(opened, cookieHeaders(setCookies));
  },
});

export const secondFactorOperations = [enrolSecondFactor, confirmSecondFactor, disableSecondFactor, renewRecoveryCodes, completeSignIn] as const;
