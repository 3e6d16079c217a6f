/** What a stage came to: how many checks passed, failed or were skipped, and what to show of it. */
export type Outcome = { passed: number; failed: number; skipped: number; note?: string; output?: string };

/** A part of the test run. */
export type Stage = { name: string; run(): Promise<Outcome> };

const NAME_WIDTH = 10;

/** Outcome of a check that either holds or does not. */
export function verdict(holds: boolean, output = ""): Outcome {
  return { passed: holds ? 1 : 0, failed: holds ? 0 : 1, skipped: 0, output };
}

/** Picks the stages of `--only=a,b`, or all of them. Throws a sentence for a name that is none. */
export function chooseStages(stages: Stage[], args: string[]): Stage[] {
  const unknownArgument = args.find((arg) => !arg.startsWith("--only="));
  if (unknownArgument !== undefined) throw new Error(`npm test takes only --only=<stages>, not ${unknownArgument}.`);
  const wanted = args.flatMap((arg) => arg.slice("--only=".length).split(",")).filter(Boolean);
  const names = stages.map(({ name }) => name);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`There is no stage ${unknown.join(", ")}; there are ${names.join(", ")}.`);
  return wanted.length === 0 ? stages : stages.filter(({ name }) => wanted.includes(name));
}

/** Runs the stages in order and goes on after a failure, so that one run shows all that is wrong. */
export async function runStages(stages: Stage[], print: (text: string) => void): Promise<Outcome> {
  const total: Outcome = { passed: 0, failed: 0, skipped: 0 };
  for (const stage of stages) {
    const started = performance.now();
    const outcome = await stage.run().catch((error: unknown) => verdict(false, error instanceof Error ? (error.stack ?? error.message) : String(error)));
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    total.skipped += outcome.skipped;
    print(stageLine(stage.name, outcome, (performance.now() - started) / 1000));
    if (outcome.failed > 0 && outcome.output) print(`\n${outcome.output.trim()}\n\n`);
  }
  return total;
}

function stageLine(name: string, outcome: Outcome, seconds: number): string {
  const ran = outcome.passed + outcome.failed;
  const mark = outcome.failed > 0 ? "✗" : ran > 0 ? "✓" : "–";
  const counts = ran > 1 ? `${outcome.passed} of ${ran} passed` : outcome.failed > 0 ? "failed" : ran > 0 ? "passed" : "skipped";
  const note = outcome.note ? `: ${outcome.note}` : "";
  return `${mark} ${name.padEnd(NAME_WIDTH)} ${counts}${note} (${seconds.toFixed(1)} s)\n`;
}

/** The last line of a run, which other programs read. */
export function closingLine({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** A run that checked nothing proves nothing. */
export function exitCode({ passed, failed }: Outcome): number {
  return failed > 0 || passed === 0 ? 1 : 0;
}
