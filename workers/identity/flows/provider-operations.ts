/** Signing in with Google or GitHub, where the installation has set them up. */
import * as z from "zod";
import { operationsOf, Reply } from "#kit/operation";
import { cookieHeaders, openedReply, openedShape } from "../fields";
import { PROVIDERS } from "../providers/settings";
import type { Flows } from "./service";

const operation = operationsOf<{ flows: Flows }>();

const VALUE_MAX = 4_096;
const provider = z.enum(PROVIDERS);
const params = z.strictObject({ provider });
const value = z.string().max(VALUE_MAX);

export const linkedProvider = z.strictObject({ provider, linkedAt: z.iso.datetime() }).meta({ id: "LinkedProvider" });

export const beginProvider = operation({
  id: "identity.session.provider_begin",
  method: "POST",
  path: "/api/v1/session/provider/:provider",
  summary: "Begin to sign in by a provider",
  description: "Answers the address to send the browser to. The provider sends it back to `/callback/{provider}`, whose query completes the sign-in within ten minutes, in the same browser.",
  permission: "public",
  effect: "external",
  idempotency: "none",
  params,
  response: z.strictObject({ url: z.string() }).meta({ id: "ProviderSignIn" }),
  errors: ["NOT_FOUND", "UNAVAILABLE"],
  fixture: () => ({ params: { provider: "google" } }),
  async run({ params: { provider: name } }, { act, flows }) {
    const { url, setCookie } = await flows.providers.begin(act, name);
    return new Reply({ url }, cookieHeaders([setCookie]));
  },
});

export const completeProvider = operation({
  id: "identity.session.provider_complete",
  method: "POST",
  path: "/api/v1/session/provider/:provider/complete",
  summary: "Complete a sign-in by a provider",
  description: "Takes the query with which the browser came back. Opens the account that the identity is linked to, else the one whose verified address the provider verified too, which is then linked; it makes no account. With 202 a second factor must follow.",
  permission: "public",
  effect: "external",
  idempotency: "none",
  params,
  body: z.strictObject({ state: value, code: value.optional(), iss: value.optional(), error: value.optional(), error_description: value.optional() }),
  ...openedShape,
  errors: ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "UNAVAILABLE"],
  fixture: () => ({ params: { provider: "google" }, body: { state: "of another browser", code: "a code" } }),
  async run({ params: { provider: name }, body }, { act, flows }) {
    const came = Object.fromEntries(Object.entries(body).filter((entry): entry is [string, string] => entry[1] !== undefined));
    return openedReply(await flows.providers.complete(act, name, came));
  },
});

export const unlinkProvider = operation({
  id: "identity.providers.unlink",
  method: "DELETE",
  path: "/api/v1/security/providers/:provider",
  summary: "No longer sign in by this provider",
  permission: "member",
  caller: "person",
  effect: "write",
  fresh: true,
  idempotency: "none",
  params,
  fixture: () => ({ params: { provider: "google" } }),
  run: ({ params: { provider: name } }, { act, flows }) => flows.providers.unlink(act, name),
});

export const providerOperations = [beginProvider, completeProvider, unlinkProvider] as const;
