/** One measured window of one side. */
export type Window = { requests: number; seconds: number; latenciesMs: number[]; cpuMs: number | undefined };

/** The medians of a side's windows. */
export type Summary = { perSecond: number; p50: number; p95: number; p99: number; cpuMsPerRequest: number | undefined };

/** A case of the product beside its floor. */
export type Comparison = { name: string; target: number; product: Summary; floor: Summary; ratio: number | undefined };

/** Medians over the windows: one disturbed window of three changes nothing. */
export function summarise(windows: Window[]): Summary {
  const each = windows.map(({ requests, seconds, latenciesMs, cpuMs }) => {
    const sorted = latenciesMs.toSorted((a, b) => a - b);
    return {
      perSecond: requests / seconds,
      p50: percentile(sorted, 0.5),
      p95: percentile(sorted, 0.95),
      p99: percentile(sorted, 0.99),
      cpuMsPerRequest: cpuMs === undefined ? undefined : cpuMs / requests,
    };
  });
  const of = (pick: (summary: Summary) => number | undefined): number => median(each.map(pick).filter((value) => value !== undefined));
  const measured = each.some(({ cpuMsPerRequest }) => cpuMsPerRequest !== undefined);
  return {
    perSecond: of((one) => one.perSecond),
    p50: of((one) => one.p50),
    p95: of((one) => one.p95),
    p99: of((one) => one.p99),
    cpuMsPerRequest: measured ? of((one) => one.cpuMsPerRequest) : undefined,
  };
}

/** A raw percentile of sorted values: the smallest that at least this share does not exceed. */
export function percentile(sorted: number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The middle of the values. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
}

/** Puts both sides together. */
export function compare(name: string, target: number, product: Window[], floor: Window[]): Comparison {
  const [ours, bare] = [summarise(product), summarise(floor)];
  const known = ours.cpuMsPerRequest !== undefined && bare.cpuMsPerRequest !== undefined;
  return { name, target, product: ours, floor: bare, ratio: known ? (ours.cpuMsPerRequest ?? 0) / (bare.cpuMsPerRequest ?? 1) : undefined };
}

/** What the limiter adds: a bare route beside itself with the gate's question. */
export function limiterLine(without: Window[], gated: Window[]): string {
  const [bare, asked] = [summarise(without).cpuMsPerRequest, summarise(gated).cpuMsPerRequest];
  if (bare === undefined || asked === undefined) return "What the limiter adds is not known here.";
  return `The limiter adds ${(asked - bare).toFixed(2)} CPU ms a request: ${asked.toFixed(2)} with its question to the gate, ${bare.toFixed(2)} without.`;
}

/** What hostile bodies cost until they are refused. */
export function hostileLine(windows: Record<string, Window>): string {
  const each = Object.entries(windows).map(([name, window]) => `${name} ${summarise([window]).cpuMsPerRequest?.toFixed(1) ?? "–"}`);
  return `Hostile bodies, CPU ms until refused: ${each.join(", ")}.`;
}

/** A table that reads well in a terminal and in a README. */
export function table(comparisons: Comparison[]): string {
  const head = ["case", "side", "requests/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms/request", "ratio", "target"];
  const rows = comparisons.flatMap(({ name, target, product, floor, ratio }) => [
    [name, "product", ...cells(product), ratio === undefined ? "not known here" : `${ratio.toFixed(2)}×`, verdict(ratio, target)],
    ["", "floor", ...cells(floor), "", ""],
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function cells({ perSecond, p50, p95, p99, cpuMsPerRequest }: Summary): string[] {
  return [perSecond.toFixed(0), p50.toFixed(2), p95.toFixed(2), p99.toFixed(2), cpuMsPerRequest?.toFixed(2) ?? "–"];
}

function verdict(ratio: number | undefined, target: number): string {
  if (ratio === undefined) return `${target}×`;
  return ratio <= target ? `${target}× met` : `${target}× missed`;
}
