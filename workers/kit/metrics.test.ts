import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addSamples, createMetrics, LATENCY_BUCKETS, renderMetrics, type Samples } from "./metrics";

/** Sends into one sum, as the hub does. */
function hub() {
  const totals: Samples = {};
  let sends = 0;
  const metrics = createMetrics((increments) => {
    sends += 1;
    addSamples(totals, increments);
    return Promise.resolve();
  });
  return { metrics, totals, sends: () => sends };
}

type Series = { name: string; labels: Record<string, string>; value: number };

/** Reads the text format 0.0.4, strictly. https://prometheus.io/docs/instrumenting/exposition_formats/ */
function parse(text: string): { types: Map<string, string>; series: Series[] } {
  expect(text.endsWith("\n")).toBe(true);
  const types = new Map<string, string>();
  const series: Series[] = [];
  for (const line of text.slice(0, -1).split("\n")) {
    if (line === "" || line.startsWith("# HELP ")) continue;
    const type = /^# TYPE ([a-z_]+) (counter|histogram)$/.exec(line);
    if (type?.[1] !== undefined && type[2] !== undefined) {
      expect(types.has(type[1]), line).toBe(false);
      types.set(type[1], type[2]);
      continue;
    }
    const [, name = "", labels = "", value = ""] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$/.exec(line) ?? [];
    expect(name, line).not.toBe("");
    expect(Number.isFinite(Number(value)), line).toBe(true);
    series.push({ name, labels: Object.fromEntries([...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = "", text = ""]) => [key, text])), value: Number(value) });
  }
  return { types, series };
}

const calls = fc.array(
  fc.record({ operation: fc.constantFrom("crm.leads.list", "crm.leads.create", "ai.router.command"), status: fc.constantFrom(200, 201, 404, 429, 500), wallMs: fc.oneof(fc.nat(20_000), fc.constantFrom(...LATENCY_BUCKETS.map((bound) => bound * 1000))) }),
  { maxLength: 60 },
);
type Call = { operation: string; status: number; wallMs: number };

async function rendered(list: readonly Call[]): Promise<string> {
  const { metrics, totals } = hub();
  for (const { operation, status, wallMs } of list) metrics.request(operation, status, wallMs);
  metrics.count("pilothouse_events_consumed_total", { type: "lead.created" }, 3);
  metrics.count("pilothouse_events_swept_total", {});
  metrics.count("pilothouse_ai_calls_total", { function: "create_lead", outcome: "done" });
  await metrics.flush();
  return renderMetrics(totals);
}

test("the text is what Prometheus reads, whatever was counted", async () => {
  await fc.assert(
    fc.asyncProperty(calls, async (list) => {
      const { types, series } = parse(await rendered(list));
      for (const { name } of series) expect([...types].some(([family, type]) => name === family || (type === "histogram" && [`${family}_bucket`, `${family}_sum`, `${family}_count`].includes(name))), name).toBe(true);
      expect(new Set(series.map((one) => JSON.stringify([one.name, one.labels]))).size).toBe(series.length);
      for (const [family, type] of types) if (type === "counter") expect(family).toMatch(/_total$/);
    }),
  );
});

test("the buckets of a histogram grow, hold all that is faster, and end with the count", async () => {
  await fc.assert(
    fc.asyncProperty(calls, async (list) => {
      const { series } = parse(await rendered(list));
      for (const operation of new Set(list.map((call) => call.operation))) {
        const own = list.filter((call) => call.operation === operation);
        const of = (suffix: string) => series.filter(({ name, labels }) => name === `pilothouse_http_request_duration_seconds_${suffix}` && labels["operation"] === operation);
        const buckets = of("bucket");
        expect(buckets.map(({ labels }) => labels["le"])).toEqual([...LATENCY_BUCKETS.map(String), "+Inf"]);
        for (const { labels, value } of buckets) expect(value).toBe(own.filter(({ wallMs }) => labels["le"] === "+Inf" || wallMs / 1000 <= Number(labels["le"])).length);
        expect(buckets.at(-1)?.value).toBe(own.length);
        expect(of("count").map(({ value }) => value)).toEqual([own.length]);
        expect(of("sum")[0]?.value).toBeCloseTo(own.reduce((sum, { wallMs }) => sum + wallMs, 0) / 1000, 6);
      }
    }),
  );
});

test("requests are counted by operation and status", async () => {
  await fc.assert(
    fc.asyncProperty(calls, async (list) => {
      const { series } = parse(await rendered(list));
      for (const { labels, value } of series.filter(({ name }) => name === "pilothouse_http_requests_total")) {
        expect(value).toBe(list.filter(({ operation, status }) => operation === labels["operation"] && String(status) === labels["status"]).length);
      }
    }),
  );
});

test("a label cannot break out of its quotes", async () => {
  const { metrics, totals } = hub();
  metrics.count("pilothouse_ai_calls_total", { function: 'a"} 1\nevil 2 \\', outcome: "done" });
  await metrics.flush();
  expect(parse(renderMetrics(totals)).series).toEqual([{ name: "pilothouse_ai_calls_total", labels: { function: "a_} 1_evil 2 _", outcome: "done" }, value: 1 }]);
});

test("the sum over isolates is that of one that saw everything", async () => {
  await fc.assert(
    fc.asyncProperty(calls, calls, async (one, other) => {
      const parts = [hub(), hub(), hub()] as const;
      const count = ({ metrics }: ReturnType<typeof hub>, list: readonly Call[]) => {
        for (const { operation, status, wallMs } of list) metrics.request(operation, status, wallMs);
        return metrics.flush();
      };
      await Promise.all([count(parts[0], one), count(parts[1], other), count(parts[2], [...one, ...other])]);
      const sum: Samples = {};
      addSamples(sum, parts[0].totals);
      addSamples(sum, parts[1].totals);
      expect(Object.keys(sum).toSorted()).toEqual(Object.keys(parts[2].totals).toSorted());
      for (const [name, value] of Object.entries(sum)) expect(value).toBeCloseTo(parts[2].totals[name] ?? Number.NaN, 6);
    }),
  );
});

test("what was counted is sent in batches: after a hundred requests or ten seconds, never with each", () => {
  const { metrics, sends } = hub();
  const at = (now: number) => metrics.flushWhenDue(now, () => undefined);
  metrics.request("a.b.c", 200, 1);
  at(1_000_000);
  expect(sends()).toBe(1);
  for (let n = 0; n < 99; n++) {
    metrics.request("a.b.c", 200, 1);
    at(1_000_001);
  }
  expect(sends()).toBe(1);
  metrics.request("a.b.c", 200, 1);
  at(1_000_002);
  expect(sends()).toBe(2);
  metrics.request("a.b.c", 200, 1);
  at(1_010_001);
  expect(sends()).toBe(2);
  at(1_010_002);
  expect(sends()).toBe(3);
});

test("a hub that is down loses no count, and fails no request", async () => {
  let down = true;
  const totals: Samples = {};
  const metrics = createMetrics((increments) => {
    if (down) return Promise.reject(new Error("down"));
    addSamples(totals, increments);
    return Promise.resolve();
  });
  const works: Promise<unknown>[] = [];
  metrics.request("a.b.c", 200, 4);
  metrics.flushWhenDue(20_000, (work) => works.push(work));
  metrics.request("a.b.c", 200, 4);
  await Promise.all(works);
  await expect(metrics.flush()).rejects.toThrow("down");
  down = false;
  await metrics.flush();
  expect(totals['pilothouse_http_requests_total{operation="a.b.c",status="200"}']).toBe(2);
});

test("nothing is sent, and nothing shown, before anything was counted", async () => {
  const { metrics, sends } = hub();
  await metrics.flush();
  expect(sends()).toBe(0);
  expect(renderMetrics({})).toBe("\n");
});

const promtool = [".dev/bin/promtool", ...(process.env["PATH"] ?? "").split(":").map((folder) => `${folder}/promtool`)].find((file) => existsSync(file));

test("promtool finds nothing to complain of", async ({ skip }) => {
  if (promtool === undefined) return skip("promtool is neither on the PATH nor at .dev/bin/promtool");
  const text = await rendered([{ operation: "crm.leads.list", status: 200, wallMs: 12 }, { operation: "crm.leads.list", status: 429, wallMs: 20_000 }, { operation: "ai.router.command", status: 200, wallMs: 0 }]);
  const { status, stdout, stderr } = spawnSync(promtool, ["check", "metrics"], { input: text, encoding: "utf8" });
  expect({ status, said: `${stdout}${stderr}` }).toEqual({ status: 0, said: "" });
});
