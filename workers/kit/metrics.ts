/**
 * Counters and histograms in the Prometheus text format 0.0.4. An isolate counts in memory and sends what came since
 * its last flush to one hub; the tail of an evicted isolate (at most 10 seconds or 100 requests) is lost.
 */

/** Series (name and labels as Prometheus writes them) → value. Plain, so that it travels over RPC. */
export type Samples = Record<string, number>;

/** Upper bounds of the latency buckets. Seconds. */
export const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

const FLUSH_REQUESTS = 100;
const FLUSH_MS = 10_000;

const HELP: Record<string, [type: "counter" | "histogram", help: string]> = {
  pilothouse_http_requests_total: ["counter", "Requests answered, by operation and status."],
  pilothouse_http_request_duration_seconds: ["histogram", "Time between a request's arrival and its answer, by operation."],
  pilothouse_events_consumed_total: ["counter", "Outbox events that a consumer marked as done, by type."],
  pilothouse_events_swept_total: ["counter", "Outbox events that were sent a second time."],
  pilothouse_ai_calls_total: ["counter", "Function calls that commands led to, by function and outcome."],
};

export function addSamples(into: Samples, increments: Samples): void {
  for (const [series, value] of Object.entries(increments)) into[series] = (into[series] ?? 0) + value;
}

export type Metrics = {
  count(name: keyof typeof HELP, labels: Record<string, string>, by?: number): void;
  request(operation: string, status: number, wallMs: number): void;
  /** Sends what was counted when it is time for it. */
  flushWhenDue(now: number, waitUntil: (work: Promise<unknown>) => void): void;
  flush(): Promise<void>;
};

/** @param send adds increments to the hub's totals */
export function createMetrics(send: (increments: Samples) => Promise<void>): Metrics {
  let counted: Samples = {};
  let requests = 0;
  let flushedAt = 0;

  const add = (series: string, by: number) => {
    counted[series] = (counted[series] ?? 0) + by;
  };

  const flush = async () => {
    const increments = counted;
    if (Object.keys(increments).length === 0) return;
    counted = {};
    requests = 0;
    try {
      await send(increments);
    } catch (error) {
      addSamples(counted, increments);
      throw error;
    }
  };

  return {
    count: (name, labels, by = 1) => add(`${name}${labelText(labels)}`, by),

    request(operation, status, wallMs) {
      requests += 1;
      add(`pilothouse_http_requests_total{operation="${operation}",status="${status}"}`, 1);
      const seconds = wallMs / 1000;
      const bound = LATENCY_BUCKETS.find((upper) => seconds <= upper) ?? "+Inf";
      add(`pilothouse_http_request_duration_seconds_bucket{operation="${operation}",le="${bound}"}`, 1);
      add(`pilothouse_http_request_duration_seconds_sum{operation="${operation}"}`, seconds);
    },

    flushWhenDue(now, waitUntil) {
      if (requests < FLUSH_REQUESTS && now - flushedAt < FLUSH_MS) return;
      flushedAt = now;
      requests = 0;
      waitUntil(flush().catch(() => undefined)); // Kept for the next flush; a hub that is down stops nothing.
    },

    flush,
  };
}

const labelText = (labels: Record<string, string>) => {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, "_")}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
};

/** Writes totals as Prometheus reads them; buckets are stored apart and summed up here, as the format wants. */
export function renderMetrics(totals: Samples): string {
  const lines: string[] = [];
  for (const [name, [type, help]] of Object.entries(HELP)) {
    const series = Object.entries(totals).filter(([key]) => key === name || key.startsWith(`${name}{`) || (type === "histogram" && key.startsWith(`${name}_`)));
    if (series.length === 0) continue;
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    if (type === "counter") lines.push(...series.map(([key, value]) => `${key} ${value}`).toSorted());
    else lines.push(...histogramLines(name, Object.fromEntries(series)));
  }
  return `${lines.join("\n")}\n`;
}

function histogramLines(name: string, series: Samples): string[] {
  const sums = Object.keys(series).filter((key) => key.startsWith(`${name}_sum`)).toSorted();
  return sums.flatMap((key) => {
    const labels = key.slice(`${name}_sum{`.length, -1);
    let count = 0;
    const buckets = [...LATENCY_BUCKETS, "+Inf" as const].map((bound) => {
      count += series[`${name}_bucket{${labels},le="${bound}"}`] ?? 0;
      return `${name}_bucket{${labels},le="${bound}"} ${count}`;
    });
    return [...buckets, `${key} ${series[key]}`, `${name}_count{${labels}} ${count}`];
  });
}
