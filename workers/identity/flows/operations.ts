/** Signing up, confirming an address, and passwords forgotten and changed. */
import * as z from "zod";
import { operationsOf, Reply } from "#kit/operation";
import { cookieHeaders, email, linkToken, name, newPassword, oldPassword } from "../fields";
import type { Flows } from "./service";
import { PROVIDERS } from "../providers/settings";
import { passkey } from "./passkey-operations";
import { linkedProvider } from "./provider-operations";
import { wallet } from "./wallet-operations";

const operation = operationsOf<{ flows: Flows }>();
const PASSWORD = "correct horse battery staple";
const TOKEN = "the token of a link in a mail";

export const signInOptions = operation({
  id: "identity.options.get",
  method: "GET",
  path: "/api/v1/sign-in-options",
  summary: "What the sign-in page may offer",
  permission: "public",
  effect: "read",
  response: z.strictObject({ signUp: z.enum(["open", "closed"]), walletChains: z.array(z.int()).describe("Chains that the message of a wallet may name"), providers: z.array(z.enum(PROVIDERS)) }).meta({ id: "SignInOptions" }),
  fixture: () => ({}),
  run: async (_request, { flows }) => flows.options(),
});

export const signUp = operation({
  id: "identity.people.sign_up",
  method: "POST",
  path: "/api/v1/sign-up",
  summary: "Sign up",
  description: "Sends a link that confirms the address; nothing is made before it is opened. The answer is the same for an address that has an account. Closed unless the installation opens it (SIGN_UP).",
  permission: "public",
  effect: "external",
  idempotency: "none",
  status: 202,
  body: z.strictObject({ name, email, password: newPassword, workspace: name }),
  response: z.strictObject({ status: z.literal("mail_sent") }).meta({ id: "MailSent" }),
  errors: ["FORBIDDEN"],
  fixture: () => ({ body: { name: "Jane Doe", email: "jane@example.com", password: PASSWORD, workspace: "Acme" } }),
  async run({ body }, { act, flows }) {
    await flows.signUp.signUp(act, body);
    return { status: "mail_sent" as const };
  },
});

export const verifyEmail = operation({
  id: "identity.people.verify_email",
  method: "POST",
  path: "/api/v1/verify-email",
  summary: "Confirm an address",
  description: "Takes the token of a sign-up's mail, once and within an hour, and opens the workspace. Sign in after it.",
  permission: "public",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({ token: linkToken }),
  response: z.strictObject({ email: z.string() }),
  errors: ["FORBIDDEN", "CONFLICT", "CONFIRMATION_SPENT"],
  fixture: () => ({ body: { token: TOKEN } }),
  run: ({ body }, { act, flows }) => flows.signUp.verifyEmail(act, body.token),
});

export const forgotPassword = operation({
  id: "identity.password.forgot",
  method: "POST",
  path: "/api/v1/password/forgot",
  summary: "Ask for a link that sets a new password",
  description: "The answer is the same whether or not the address has an account. The newest link works, once, for an hour.",
  permission: "public",
  effect: "external",
  idempotency: "none",
  status: 202,
  body: z.strictObject({ email }),
  response: z.strictObject({ status: z.literal("mail_sent") }).meta({ id: "MailSent" }),
  fixture: () => ({ body: { email: "jane@example.com" } }),
  async run({ body }, { act, flows }) {
    await flows.passwords.forgot(act, body.email);
    return { status: "mail_sent" as const };
  },
});

export const resetPassword = operation({
  id: "identity.password.reset",
  method: "POST",
  path: "/api/v1/password/reset",
  summary: "Set a new password by a link",
  description: "Ends every session of the person. A second factor, where there is one, is asked for as before.",
  permission: "public",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({ token: linkToken, password: newPassword }),
  errors: ["CONFIRMATION_SPENT"],
  fixture: () => ({ body: { token: TOKEN, password: PASSWORD } }),
  run: ({ body }, { act, flows }) => flows.passwords.reset(act, body.token, body.password),
});

export const changePassword = operation({
  id: "identity.password.change",
  method: "POST",
  path: "/api/v1/password",
  summary: "Change your password",
  description: "Asks the old one. Ends every other session; this one goes on under new cookies.",
  permission: "member",
  caller: "person",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({ currentPassword: oldPassword, newPassword }),
  fixture: () => ({ body: { currentPassword: "not anybody's password", newPassword: PASSWORD } }),
  async run({ body }, { act, flows }) {
    return new Reply(undefined, cookieHeaders(await flows.passwords.change(act, body)));
  },
});

export const getSecurity = operation({
  id: "identity.security.get",
  method: "GET",
  path: "/api/v1/security",
  summary: "How your account is locked",
  permission: "member",
  caller: "person",
  effect: "read",
  response: z
    .strictObject({
      email: z.string(),
      password: z.boolean().describe("Whether a password opens the account"),
      secondFactor: z.strictObject({ enabled: z.boolean(), recoveryCodesLeft: z.int() }),
      passkeys: z.array(passkey),
      wallets: z.array(wallet),
      providers: z.array(linkedProvider),
    })
    .meta({ id: "Security" }),
  fixture: () => ({}),
  run: (_request, { act, flows }) => flows.security(act),
});

export const flowOperations = [signInOptions, signUp, verifyEmail, forgotPassword, resetPassword, changePassword, getSecurity] as const;
