import { expect, test } from "vitest";
import { newSigningKey } from "../local/secrets.ts";
import { rotateSigningKey, type PublishedKey, type RotationWorld } from "./rotate-signing-key.ts";

/** An installation that publishes what its secrets say, as workers/identity/tokens does. */
function installation(stopAt = Number.POSITIVE_INFINITY) {
  const secrets: Record<string, string | null> = { AUTH_SIGNING_KEY: newSigningKey(), AUTH_SIGNING_KEY_NEXT: null };
  const seen = { commands: 0, waited: 0, signed: [] as string[], printed: "" };
  let pending: Record<string, string | null> = {};
  const kids = () => published().map(({ kid }) => kid);
  const published = () => [secrets["AUTH_SIGNING_KEY"], secrets["AUTH_SIGNING_KEY_NEXT"]].flatMap((text) => (text ? [JSON.parse(text) as PublishedKey] : []));
  const world: RotationWorld = {
    async wrangler(args) {
      expect(args.slice(0, 2)).toEqual(["secret", "bulk"]);
      seen.commands += 1;
      if (seen.commands === stopAt) return { code: 1, output: "the network is down" };
      Object.assign(secrets, pending);
      return { code: 0, output: "" };
    },
    withSecretsFile: (given, use) => {
      pending = given;
      return use("secrets.json");
    },
    publishedKeys: async () => published().map((key) => ({ ...key, d: undefined })),
    wait: async (ms) => {
      seen.waited += ms;
      seen.signed.push(`${kids().join("+")}`);
    },
    print: (text) => void (seen.printed += text),
  };
  return { secrets, seen, world, kids };
}

test("the next key is published, then signs beside the public half of the old one, and then stands alone", async () => {
  const { secrets, seen, world, kids } = installation();
  const [old] = kids();
  await rotateSigningKey("pilothouse", world);
  const [next] = kids();
  expect(next).not.toBe(old);
  expect(seen.signed).toEqual([`${old}+${next}`, `${next}+${old}`]);
  expect(secrets["AUTH_SIGNING_KEY_NEXT"]).toBeNull();
  expect(seen.waited).toBeGreaterThanOrEqual(15 * 60_000);
  expect(seen.printed).not.toContain(JSON.parse(secrets["AUTH_SIGNING_KEY"] ?? "{}").d);
});

test.each([1, 2, 3])("stopped at step %i it leaves an installation that signs, and can be run again", async (stopAt) => {
  const stopped = installation(stopAt);
  const [old] = stopped.kids();
  await expect(rotateSigningKey("pilothouse", stopped.world)).rejects.toThrow("Setting the keys failed");
  expect(stopped.kids()).toContain(old);
  await rotateSigningKey("pilothouse", stopped.world);
  expect(stopped.kids()).toHaveLength(1);
  expect(stopped.kids()).not.toContain(old);
});

test("a key that the installation does not publish is never signed with", async () => {
  const { secrets, world, kids } = installation();
  const [old] = kids();
  await expect(rotateSigningKey("pilothouse", { ...world, publishedKeys: async () => [{ kid: old ?? "" }] })).rejects.toThrow("does not publish");
  expect(JSON.parse(secrets["AUTH_SIGNING_KEY"] ?? "{}").kid).toBe(old);
});
