// The load generator, a process of its own so that what it costs is not counted: closed loop, keep-alive, raw percentiles.
import http from "node:http";

/** What to send, and for how long. `{n}` in the body becomes a number of its own in each request. */
export type Load = {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
  /** The status that is right; left out, any of success. */
  expected?: number;
  firstNumber: number;
  warmUpMs: number;
  measuredMs: number;
  connections: number;
};

/** The moment the measured part begins, and what came of it. */
export type LoadMessage = { kind: "warm" } | { kind: "done"; requests: number; failed: number; firstFailure: string; seconds: number; latenciesMs: number[]; lastNumber: number };

const agent = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

process.on("message", (load: Load) => {
  void run(load).then((message) => process.send?.(message));
});

async function run(load: Load): Promise<LoadMessage> {
  let number = load.firstNumber;
  const failures: string[] = [];
  const loop = async (until: number, latencies: number[]): Promise<void> => {
    while (performance.now() < until) {
      number += 1;
      const started = performance.now();
      const failure = await send(load, number);
      latencies.push(performance.now() - started);
      if (failure !== undefined) failures.push(failure);
    }
  };
  const phase = async (ms: number): Promise<number[]> => {
    const latencies: number[] = [];
    const until = performance.now() + ms;
    await Promise.all(Array.from({ length: load.connections }, () => loop(until, latencies)));
    return latencies;
  };
  await phase(load.warmUpMs);
  // The parent reads the processor's time in answer; a moment's peace keeps the two from overlapping.
  process.send?.({ kind: "warm" } satisfies LoadMessage);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const started = performance.now();
  const latenciesMs = await phase(load.measuredMs);
  const seconds = (performance.now() - started) / 1000;
  return { kind: "done", requests: latenciesMs.length, failed: failures.length, firstFailure: failures[0] ?? "", seconds, latenciesMs, lastNumber: number };
}

/** Sends one request; answers what was wrong with the answer, if anything was. */
function send({ url, method, headers, body, expected }: Load, number: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = http.request(url, { method, agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        const right = expected === undefined ? status >= 200 && status < 300 : status === expected;
        resolve(right ? undefined : `${status} ${text.slice(0, 300)}`);
      });
    });
    request.on("error", (error) => resolve(error.message));
    request.end(body?.replaceAll("{n}", String(number)));
  });
}
