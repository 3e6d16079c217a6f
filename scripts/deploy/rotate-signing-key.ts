import { mustSucceed } from "../local/run.ts";
import { newSigningKey } from "../local/secrets.ts";
import type { DeployWorld } from "./carry-out.ts";

/** A public key as `/.well-known/jwks.json` shows it. */
export type PublishedKey = { kid: string } & Record<string, unknown>;

export type RotationWorld = Pick<DeployWorld, "wrangler" | "withSecretsFile" | "print"> & {
  /** The keys of the running installation; the first one signs. */
  publishedKeys(): Promise<PublishedKey[]>;
  wait(ms: number): Promise<void>;
};

/** The published set may be cached for five minutes; tokens live for ten. A minute more for clocks and edges. */
const CACHED_MS = 6 * 60_000;
const TOKENS_LIVE_MS = 11 * 60_000;
const POLL_MS = 5_000;
const POLLS_MAX = 60;

/**
 * Changes the key that signs access tokens, without one being refused: publish the next, wait until everybody may know
 * it, sign with it, wait until the last token of the old one has expired, drop the old one. Cloudflare shows no secret
 * again, so of the old key its published half is kept, which is all that verifying needs. Stopped anywhere, the
 * installation works on as it is, and running this again begins anew.
 */
export async function rotateSigningKey(worker: string, world: RotationWorld): Promise<void> {
  const [current] = await world.publishedKeys();
  if (current === undefined) throw new Error("The installation publishes no key. Is it deployed, and is --url its address?");
  const next = newSigningKey();
  const { kid } = JSON.parse(next) as PublishedKey;

  world.print(`• publish the next key ${kid} beside ${current.kid}\n`);
  await putSecrets(world, worker, { AUTH_SIGNING_KEY_NEXT: next });
  await untilPublished(world, (keys) => keys.some((key) => key.kid === kid));
  world.print(`• wait ${CACHED_MS / 60_000} minutes, until no cache holds the set without it\n`);
  await world.wait(CACHED_MS);

  world.print(`• sign with ${kid}; ${current.kid} still verifies\n`);
  await putSecrets(world, worker, { AUTH_SIGNING_KEY: next, AUTH_SIGNING_KEY_NEXT: JSON.stringify(current) });
  await untilPublished(world, (keys) => keys[0]?.kid === kid);
  world.print(`• wait ${TOKENS_LIVE_MS / 60_000} minutes, until the last token of ${current.kid} has expired\n`);
  await world.wait(TOKENS_LIVE_MS);

  world.print(`• drop ${current.kid}\n`);
  await putSecrets(world, worker, { AUTH_SIGNING_KEY_NEXT: null });
}

async function putSecrets(world: RotationWorld, worker: string, secrets: Record<string, string | null>): Promise<void> {
  const finished = await world.withSecretsFile(secrets, (file) => world.wrangler(["secret", "bulk", file, "--name", worker]));
  mustSucceed("Setting the keys", finished);
}

/** A new version takes a moment to be everywhere; what is not seen to be published is not built upon. */
async function untilPublished(world: RotationWorld, holds: (keys: PublishedKey[]) => boolean): Promise<void> {
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    if (holds(await world.publishedKeys())) return;
    await world.wait(POLL_MS);
  }
  throw new Error("The installation does not publish the key it was given. Nothing was switched; look at its log, then run this again.");
}
