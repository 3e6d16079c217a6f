import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createHealth, healthAnswer, LIVE, readyAnswer, type PartHealth, type Probe } from "./health";

const probe = (name: string, ask: Probe["ask"], required = true): Probe => ({ name, required, ask });
const up = () => Promise.resolve();
const down = () => Promise.reject(new Error("connection string with a secret"));

test("each part is asked, and says its state and how long it took", async () => {
  const parts = await createHealth([probe("database", up), probe("queue", down, false)]).parts(0);
  expect(parts).toEqual([
    { name: "database", status: "up", required: true, latencyMs: expect.any(Number) as number },
    { name: "queue", status: "down", required: false, latencyMs: expect.any(Number) as number, detail: "does not answer" },
  ]);
});

test("what a part throws is not told to the world", async () => {
  expect(JSON.stringify(await createHealth([probe("database", down)]).parts(0))).not.toContain("secret");
});

test("a part may say that it was never set up, or is down, in words of its own", async () => {
  const ask = () => Promise.resolve({ status: "unconfigured" as const, detail: "no key is set" });
  expect(await createHealth([probe("ai", ask)]).parts(0)).toMatchObject([{ status: "unconfigured", detail: "no key is set" }]);
});

test("a part that does not answer in two seconds is down, and holds up nobody longer", async () => {
  vi.useFakeTimers();
  try {
    const parts = createHealth([probe("database", () => new Promise(() => undefined)), probe("queue", up)]).parts(0);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await parts).toMatchObject([{ name: "database", status: "down", detail: "no answer in 2000 ms" }, { name: "queue", status: "up" }]);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("parts are asked at once, not one after the other", async () => {
  let waiting = 0;
  let most = 0;
  const ask = async () => {
    most = Math.max(most, ++waiting);
    await Promise.resolve();
    waiting -= 1;
  };
  await createHealth([probe("a", ask), probe("b", ask), probe("c", ask)]).parts(0);
  expect(most).toBe(3);
});

test("an answer is reused for a second, so that probes cannot be made into load", async () => {
  let asked = 0;
  const health = createHealth([probe("database", () => Promise.resolve(void (asked += 1)))]);
  for (const now of [0, 0, 500, 1_000]) await health.parts(now);
  expect(asked).toBe(1);
  await health.parts(1_001);
  expect(asked).toBe(2);
});

const part = fc.record({ name: fc.constantFrom("database", "sessions", "queue"), status: fc.constantFrom("up", "down", "unconfigured"), required: fc.boolean(), latencyMs: fc.nat() }) as fc.Arbitrary<PartHealth>;

test("health is always answered 200, with every part and one word for the whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part), async (parts) => {
      const answer = healthAnswer(parts);
      const broken = parts.filter(({ status }) => status === "down");
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ status: broken.some(({ required }) => required) ? "down" : broken.length > 0 ? "degraded" : "up", parts });
    }),
  );
});

test("an installation is ready when no required part is down, and else names those that are", () => {
  fc.assert(
    fc.property(fc.uniqueArray(part, { selector: ({ name }) => name }), (parts) => {
      const missing = parts.filter(({ required, status }) => required && status === "down").map(({ name }) => name);
      const ask = () => readyAnswer(parts).status;
      if (missing.length === 0) {
        expect(ask()).toBe(200);
        return;
      }
      expect(ask).toThrow(expect.objectContaining({ code: "UNAVAILABLE", status: 503, details: { parts: missing } }));
      for (const name of missing) expect(ask).toThrow(name);
    }),
  );
});

test("being alive asks nobody", async () => {
  const answer = LIVE();
  expect([answer.status, await answer.json()]).toEqual([200, { status: "live" }]);
});
