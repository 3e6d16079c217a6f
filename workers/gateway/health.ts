/** Health: what is up, and whether work can be done. Each part is really asked, for at most two seconds. */
import { Problem } from "#kit/errors";

const PROBE_MS = 2_000;
const KEPT_MS = 1_000;

/** One part: how it is asked, and whether the product works without it. */
export type Probe = { name: string; required: boolean; ask: () => Promise<{ detail?: string; status?: "up" | "down" | "unconfigured" } | void> };

export type PartHealth = { name: string; status: "up" | "down" | "unconfigured"; required: boolean; latencyMs: number; detail?: string };

export type Health = {
  /** Every part with its state; a second's answer is reused, so that probes cannot be made into load. */
  parts(now: number): Promise<PartHealth[]>;
};

export function createHealth(probes: readonly Probe[]): Health {
  let kept: { at: number; parts: Promise<PartHealth[]> } | null = null;
  return {
    parts(now) {
      if (kept === null || now - kept.at > KEPT_MS) kept = { at: now, parts: Promise.all(probes.map(ask)) };
      return kept.parts;
    },
  };
}

async function ask(probe: Probe): Promise<PartHealth> {
  const started = Date.now();
  const part = (status: PartHealth["status"], detail?: string): PartHealth => ({
    name: probe.name,
    status,
    required: probe.required,
    latencyMs: Date.now() - started,
    ...(detail === undefined ? {} : { detail }),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"late">((resolve) => (timer = setTimeout(() => resolve("late"), PROBE_MS)));
  try {
    const answer = await Promise.race([probe.ask(), late]);
    if (answer === "late") return part("down", `no answer in ${PROBE_MS} ms`);
    return part(answer?.status ?? "up", answer?.detail);
  } catch {
    return part("down", "does not answer");
  } finally {
    clearTimeout(timer);
  }
}

/** `/health`: 200 with every part, whatever its state; `status` says it in one word. */
export function healthAnswer(parts: PartHealth[]): Response {
  const broken = parts.filter((part) => part.status === "down");
  const status = broken.some((part) => part.required) ? "down" : broken.length > 0 ? "degraded" : "up";
  return Response.json({ status, parts });
}

/** `/health/ready`: 200 when every required part answers, else 503 that names those that do not. */
export function readyAnswer(parts: PartHealth[]): Response {
  const missing = parts.filter((part) => part.required && part.status === "down").map((part) => part.name);
  if (missing.length === 0) return Response.json({ status: "ready" });
  throw new Problem("UNAVAILABLE", `Not ready: ${missing.join(", ")} ${missing.length === 1 ? "does" : "do"} not answer.`, { parts: missing });
}

export const LIVE = () => Response.json({ status: "live" });
