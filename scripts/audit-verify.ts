// `npm run audit:verify -- [URL]`: walks the hash chain of a workspace's audit log and says whether it holds.
// The key comes from AUDIT_API_KEY, else from .dev/credentials.json of the local installation. Exits with 1 when it does not hold.
import { readCredentials } from "./local/credentials.ts";
import { CREDENTIALS } from "./local/paths.ts";

type Verification = { status: "intact" | "broken"; checked: number; sealedTo: number; unsealed: number; erased: number; nextSeq: number | null; problem: { seq: number; reason: string } | null };

const local = readCredentials(CREDENTIALS);
const url = process.argv[2] ?? local?.url;
const key = process.env["AUDIT_API_KEY"] ?? local?.apiKey;

if (url === undefined || key === undefined) {
  process.stderr.write("Say where and with which key: AUDIT_API_KEY=ph_live_… npm run audit:verify -- https://pilothouse.example.com\n");
  process.exit(1);
}

try {
  process.exit((await verify(url, key)) ? 0 : 1);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function verify(base: string, apiKey: string): Promise<boolean> {
  let checked = 0;
  for (let from: number | null = 1; from !== null; ) {
    const part: Verification = await ask(base, apiKey, from);
    checked += part.checked;
    if (part.problem !== null) {
      process.stdout.write(`BROKEN at entry ${part.problem.seq}: ${part.problem.reason}. ${checked} entries before it hold.\n`);
      return false;
    }
    if (part.nextSeq === null) process.stdout.write(`Intact: ${checked} entries, ${part.erased} of them without their personal values; ${part.unsealed} wait for their seal.\n`);
    else process.stdout.write(`${checked} entries hold …\n`);
    from = part.nextSeq;
  }
  return true;
}

async function ask(base: string, apiKey: string, from: number): Promise<Verification> {
  const response = await fetch(new URL(`/api/v1/audit/verify?from=${from}`, base), { headers: { authorization: `Bearer ${apiKey}` }, signal: AbortSignal.timeout(60_000) });
  if (response.ok) return (await response.json()) as Verification;
  throw new Error(`${base} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
}
