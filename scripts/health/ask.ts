/** Longer than the installation itself waits for its slowest part. */
const ANSWER_MS_MAX = 10_000;
const NAME_WIDTH = 14;
const STATE_WIDTH = 13;

type Part = { name: string; status: string; required: boolean; latencyMs: number; detail?: string };

/** Asks an installation for its parts and whether it is ready, and tells it in lines for a person. */
export async function askHealth(address: URL): Promise<{ ready: boolean; lines: string[] }> {
  try {
    const health = await ask(new URL("/health", address));
    const readiness = await ask(new URL("/health/ready", address));
    const parts = (health.body as { parts?: Part[] } | undefined)?.parts;
    if (!Array.isArray(parts)) return { ready: false, lines: [`${address.origin} answers ${health.status} without its parts: is this a Pilothouse installation?`] };
    const ready = readiness.status === 200;
    return { ready, lines: [...parts.map(partLine), "", ready ? `ready, answered in ${readiness.ms} ms` : notReady(readiness)] };
  } catch (error) {
    return { ready: false, lines: [`${address.origin} does not answer: ${reason(error)}`] };
  }
}

type Answer = { status: number; body: unknown; ms: number };

async function ask(url: URL): Promise<Answer> {
  const started = performance.now();
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX), redirect: "manual" });
  const body: unknown = await response.json().catch(() => undefined);
  return { status: response.status, body, ms: Math.round(performance.now() - started) };
}

function partLine({ name, status, required, latencyMs, detail }: Part): string {
  const aside = [required ? "" : "optional", detail ?? ""].filter(Boolean).join(", ");
  return `${name.padEnd(NAME_WIDTH)} ${status.padEnd(STATE_WIDTH)} ${String(latencyMs).padStart(5)} ms${aside ? `  (${aside})` : ""}`;
}

function notReady({ status, body }: Answer): string {
  const message = (body as { error?: { message?: string } } | undefined)?.error?.message;
  return `not ready (${status})${message === undefined ? "" : `: ${message}`}`;
}

/** fetch says "fetch failed" and hides why one level deeper. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
