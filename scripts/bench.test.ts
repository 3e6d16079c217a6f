import { expect, test } from "vitest";
import { compare, hostileLine, limiterLine, median, percentile, table, type Window } from "./bench/report.ts";

const window = (requests: number, cpuMs: number | undefined, latenciesMs = [1]): Window => ({ requests, seconds: 2, latenciesMs, cpuMs });

test("percentiles are raw: the smallest latency that the share does not exceed", () => {
  const sorted = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([0.5, 0.95, 0.99].map((share) => percentile(sorted, share))).toEqual([50, 95, 99]);
  expect(percentile([7], 0.99)).toBe(7);
});

test("a disturbed window does not move the median", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([1, 900, 2, 3])).toBe(2.5);
});

test("the ratio compares processor time a request, not speed", () => {
  const comparison = compare("read", 1.7, [window(100, 150), window(10, 15), window(200, 300)], [window(100, 100), window(50, 50), window(10, 90)]);
  expect(comparison.ratio).toBeCloseTo(1.5);
  expect(comparison.product.perSecond).toBe(50);
  expect(table([comparison])).toMatch(/read .* 1\.50× +\| 1\.7× met/);
});

test("a machine without /proc has no ratio, and says so", () => {
  const comparison = compare("read", 1.7, [window(100, undefined)], [window(100, undefined)]);
  expect(comparison.ratio).toBeUndefined();
  expect(table([comparison])).toContain("not known here");
});

test("what the limiter adds, and what hostile bodies cost, is one line each", () => {
  expect(limiterLine([window(100, 25)], [window(100, 60)])).toBe("The limiter adds 0.35 CPU ms a request: 0.60 with its question to the gate, 0.25 without.");
  expect(limiterLine([window(100, undefined)], [window(100, undefined)])).toContain("not known here");
  expect(hostileLine({ deep: window(10, 12) })).toBe("Hostile bodies, CPU ms until refused: deep 1.2.");
});
