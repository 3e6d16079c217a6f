import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { Secret } from "../kit/secret";
import { newSecret, secretBytes, signatureOf, TOLERANCE_SECONDS, verifiedId } from "./signing";

const file = join(import.meta.dirname, "../../../shared/vectors/webhooks/standard_webhooks_vectors.json");
type Case = { secret: string; id: string; timestamp: number; payload: string; signature: string };
type Vectors = { official: Case; symmetric: Case; rotation: { secrets: string[]; header: string }; negative: { why: string; id?: string; timestamp?: string; payload?: string; signature?: string }[] };
const path = file;
const vectors = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Vectors) : null;

const headersOf = (one: Pick<Case, "id" | "signature"> & { timestamp: number | string }) => new Headers({ "webhook-id": one.id, "webhook-timestamp": String(one.timestamp), "webhook-signature": one.signature });
const verify = (one: Case, now = one.timestamp * 1000) => verifiedId(new Secret(one.secret), headersOf(one), one.payload, now);

describe.skipIf(vectors === null)("the vectors of Standard Webhooks (skipped where ../shared/vectors is not there)", () => {
  const { official, symmetric, rotation, negative } = vectors ?? ({ negative: [] } as unknown as Vectors);

  test("are signed and verified as written", async () => {
    for (const one of [official, symmetric]) {
      expect(await signatureOf([new Secret(one.secret)], one.id, one.timestamp, one.payload)).toBe(one.signature);
      expect(await verify(one)).toBe(one.id);
    }
  });

  test("of rotation: each secret signs, and each verifies", async () => {
    expect(await signatureOf(rotation.secrets.map((one) => new Secret(one)), symmetric.id, symmetric.timestamp, symmetric.payload)).toBe(rotation.header);
    for (const secret of rotation.secrets) expect(await verify({ ...symmetric, secret, signature: rotation.header })).toBe(symmetric.id);
  });

  test.each(negative.map((one) => [one.why, one] as const))("refuses: %s", async (why, one) => {
    const headers = headersOf({ ...symmetric, ...one } as Case);
    if (why.startsWith("missing header")) headers.delete("webhook-id");
    if (why === "signature truncated") headers.set("webhook-signature", symmetric.signature.slice(0, -4));
    const shift = /too old/.test(why) ? TOLERANCE_SECONDS + 1 : /too new/.test(why) ? -TOLERANCE_SECONDS - 1 : 0;
    expect(await verifiedId(new Secret(symmetric.secret), headers, one.payload ?? symmetric.payload, (symmetric.timestamp + shift) * 1000)).toBeNull();
  });
});

test("what is signed verifies with npm's standardwebhooks, with either secret while both sign", async () => {
  const timestamp = Math.floor(Date.now() / 1000);
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.stringMatching(/^evt_[a-z0-9]{26}$/), async (body, id) => {
      const secrets = [newSecret(), newSecret()];
      const signature = await signatureOf(secrets, id, timestamp, body);
      for (const secret of secrets) {
        const headers = { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature };
        expect(() => new Webhook(secret.reveal()).verify(body, headers)).not.toThrow();
        expect(await verify({ secret: secret.reveal(), id, timestamp, payload: body, signature }, Date.now())).toBe(id);
      }
      expect(await verify({ secret: newSecret().reveal(), id, timestamp, payload: body, signature }, Date.now())).toBeNull();
    }),
    { numRuns: 50 },
  );
});

test("a secret has 32 random bytes, and what is no secret has none", () => {
  expect(secretBytes(newSecret())).toHaveLength(32);
  for (const text of ["", "whsec_", "abc", "whsec_%%%"]) expect(secretBytes(new Secret(text))).toBeNull();
});
