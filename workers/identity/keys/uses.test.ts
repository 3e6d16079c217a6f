import { expect, test } from "vitest";
import type { Statement } from "#kit/work";
import { keyUses } from "./uses";

function world() {
  const written: unknown[][] = [];
  const read = async ({ params }: Statement) => (written.push(JSON.parse(String(params[0])) as unknown[]), []);
  const uses = keyUses({ read });
  const used = (key: string, now: number) => uses.used("ten_1", key, now, () => undefined);
  return { written, used };
}

test("however often a key is used, it is written at most once a minute, and the last use is not lost for longer", () => {
  const { written, used } = world();
  for (let second = 0; second < 300; second++) used("key_1", second * 1000);
  expect(written).toEqual([0, 60, 120, 180, 240].map((second) => [["ten_1", "key_1", second * 1000]]));
});

test("keys that are due are written in one statement", () => {
  const { written, used } = world();
  used("key_1", 0);
  used("key_2", 10);
  used("key_2", 30_000);
  used("key_1", 70_000);
  expect(written.at(-1)).toEqual([["ten_1", "key_1", 70_000], ["ten_1", "key_2", 30_000]]);
});
