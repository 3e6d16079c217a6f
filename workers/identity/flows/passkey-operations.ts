/** Passkeys: added, renamed, removed, and signing in by one. Shapes are those of WebAuthn Level 3, as browsers make JSON of them. */
import * as z from "zod";
import { idPattern } from "#kit/ids";
import { operationsOf, Reply } from "#kit/operation";
import { cookieHeaders, name, session } from "../fields";
import type { Flows } from "./service";

const operation = operationsOf<{ flows: Flows }>();

const BYTES_MAX = 16_384;
const bytes = z.string().regex(/^[\w-]+$/, "is not base64url").max(BYTES_MAX);
const attachment = z.enum(["platform", "cross-platform"]).optional();
/** Extensions are not asked for; what a browser says of them is not read. */
const common = { id: bytes, rawId: bytes, type: z.literal("public-key"), authenticatorAttachment: attachment, clientExtensionResults: z.looseObject({}) };
const created = z.strictObject({
  ...common,
  response: z.strictObject({
    clientDataJSON: bytes,
    attestationObject: bytes,
    authenticatorData: bytes.optional(),
    transports: z.array(z.enum(["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"])).optional(),
    publicKeyAlgorithm: z.int().optional(),
    publicKey: bytes.optional(),
  }),
});
const asserted = z.strictObject({
  ...common,
  response: z.strictObject({ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes, userHandle: bytes.optional() }),
});
const options = z.looseObject({ challenge: z.string() });
const params = z.strictObject({ id: z.string().regex(idPattern("passkey")) });
const ID = "pk_00000000000000000000000000";
const EMPTY = { id: "AA", rawId: "AA", type: "public-key", clientExtensionResults: {} };

export const passkey = z
  .strictObject({ id: z.string().regex(idPattern("passkey")), name: z.string(), createdAt: z.iso.datetime(), lastUsedAt: z.iso.datetime().nullable() })
  .meta({ id: "Passkey" });

export const passkeyCreationOptions = operation({
  id: "identity.passkeys.options",
  method: "POST",
  path: "/api/v1/security/passkeys/options",
  summary: "Begin to add a passkey",
  description: "Answers the options for `navigator.credentials.create`, for `PublicKeyCredential.parseCreationOptionsFromJSON`. They serve once, for five minutes.",
  permission: "member",
  caller: "person",
  effect: "write",
  idempotency: "none",
  response: options.meta({ id: "PasskeyCreationOptions" }),
  fixture: () => ({}),
  run: async (_request, { act, flows }) => ({ ...(await flows.passkeys.creationOptions(act)) }),
});

export const addPasskey = operation({
  id: "identity.passkeys.create",
  method: "POST",
  path: "/api/v1/security/passkeys",
  summary: "Add a passkey",
  description: "Takes what the browser made of the options, as `PublicKeyCredential.toJSON` gives it.",
  permission: "member",
  caller: "person",
  effect: "write",
  fresh: true,
  idempotency: "none",
  body: z.strictObject({ name, credential: created }),
  response: passkey,
  errors: ["CONFLICT"],
  fixture: () => ({ body: { name: "Laptop", credential: { ...EMPTY, response: { clientDataJSON: "AA", attestationObject: "AA" } } } }),
  run: ({ body }, { act, flows }) => flows.passkeys.add(act, body as Parameters<typeof flows.passkeys.add>[1]),
});

export const renamePasskey = operation({
  id: "identity.passkeys.update",
  method: "PATCH",
  path: "/api/v1/security/passkeys/:id",
  summary: "Rename a passkey",
  permission: "member",
  caller: "person",
  effect: "write",
  idempotency: "none",
  params,
  body: z.strictObject({ name }),
  response: passkey,
  fixture: () => ({ params: { id: ID }, body: { name: "Old laptop" } }),
  run: ({ params: { id }, body }, { act, flows }) => flows.passkeys.rename(act, id, body.name),
});

export const removePasskey = operation({
  id: "identity.passkeys.delete",
  method: "DELETE",
  path: "/api/v1/security/passkeys/:id",
  summary: "Remove a passkey",
  permission: "member",
  caller: "person",
  effect: "write",
  fresh: true,
  idempotency: "none",
  params,
  fixture: () => ({ params: { id: ID } }),
  run: ({ params: { id } }, { act, flows }) => flows.passkeys.remove(act, id),
});

export const passkeyRequestOptions = operation({
  id: "identity.session.passkey_options",
  method: "POST",
  path: "/api/v1/session/passkey/options",
  summary: "Begin to sign in by a passkey",
  description: "Answers the options for `navigator.credentials.get`, the same for everybody but for their challenge, which serves once, for five minutes.",
  permission: "public",
  effect: "write",
  idempotency: "none",
  response: options.meta({ id: "PasskeyRequestOptions" }),
  fixture: () => ({}),
  run: async (_request, { flows }) => ({ ...(await flows.passkeys.requestOptions()) }),
});

export const signInByPasskey = operation({
  id: "identity.session.passkey",
  method: "POST",
  path: "/api/v1/session/passkey",
  summary: "Sign in by a passkey",
  description: "Takes what the browser answered to the options. The device has verified its person, so that no second factor is asked for.",
  permission: "public",
  effect: "write",
  idempotency: "none",
  body: asserted,
  response: session,
  errors: ["UNAUTHENTICATED", "FORBIDDEN"],
  fixture: () => ({ body: { ...EMPTY, response: { clientDataJSON: "AA", authenticatorData: "AA", signature: "AA" } } }),
  async run({ body }, { act, flows }) {
    const { session: opened, setCookies } = await flows.passkeys.signIn(act, body as Parameters<typeof flows.passkeys.signIn>[1]);
    return new Reply(opened, cookieHeaders(setCookies));
  },
});

export const passkeyOperations = [passkeyCreationOptions, addPasskey, renamePasskey, removePasskey, passkeyRequestOptions, signInByPasskey] as const;
