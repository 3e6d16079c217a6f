/**
 * Resumable work: a cursor row and an alarm. Each step does a bounded part, and only then is the cursor moved; so a step
 * that was cut off is done once more, and must bear it. The Durable Object `Jobs` keeps the rows and the alarm.
 */
import { logger } from "./log";

/** What one step did; `next` is where the next begins, null after the last. */
export type JobStep<C> = { done: number; skipped: number; next: C | null };
/** A kind of work: one bounded step from a cursor (null for the beginning), safe to repeat. */
export type JobWork = (cursor: unknown) => Promise<JobStep<unknown>>;

export type Job = {
  name: string;
  /** What it is done for, e.g. the id of a root key. Another subject is another job, and begins anew. */
  subject: string;
  /** JSON; null at the beginning of a pass. */
  cursor: string | null;
  /** Of all passes. What an interruption made to be done twice may be counted once. */
  done: number;
  /** Of this pass. */
  donePass: number;
  skipped: number;
  startedAt: number;
  /** When the next step is due; null when the job is finished. */
  dueAt: number | null;
  finishedAt: number | null;
};

/** Where the job stands between steps: a row and an alarm. */
export type JobPort = {
  due(now: number): Promise<Job[]>;
  /** Replaces the row, unless the job was begun anew meanwhile. */
  save(job: Job): Promise<void>;
  /** The earliest time at which a job is due; null when all are finished. */
  nextDue(): Promise<number | null>;
  /** Sets the one alarm, or takes it away. */
  arm(at: number | null): Promise<void>;
};

/** After a step that failed. Milliseconds. */
const RETRY_MS = 30_000;
/** A pass that found work is followed by another: isolates of the version before may have written meanwhile. Milliseconds. */
const AGAIN_MS = 10 * 60_000;

const log = logger("jobs");

export function begin(name: string, subject: string, now: number): Job {
  return { name, subject, cursor: null, done: 0, donePass: 0, skipped: 0, startedAt: now, dueAt: now, finishedAt: null };
}

/** The job after a step. It is finished by the first pass that finds nothing to do. */
export function stepped(job: Job, step: JobStep<unknown>, now: number): Job {
  const counted = { ...job, done: job.done + step.done, donePass: job.donePass + step.done, skipped: job.skipped + step.skipped };
  if (step.next !== null) return { ...counted, cursor: JSON.stringify(step.next), dueAt: now };
  if (counted.donePass > 0) return { ...counted, cursor: null, donePass: 0, skipped: 0, dueAt: now + AGAIN_MS };
  return { ...counted, cursor: null, dueAt: null, finishedAt: now };
}

/** One step of each job that is due: the alarm's work. Armed before anything else, so that a kill at any point is followed by another try. */
export async function advance(port: JobPort, works: Readonly<Record<string, JobWork>>, clock: () => number): Promise<void> {
  await port.arm(clock() + RETRY_MS);
  let failed = false;
  for (const job of await port.due(clock())) {
    try {
      const work = works[job.name];
      if (work === undefined) throw new Error(`no work of the name ${job.name}`);
      const after = stepped(job, await work(job.cursor === null ? null : JSON.parse(job.cursor)), clock());
      await port.save(after);
      log.info("job.step", { job: job.name, done: after.done, skipped: after.skipped, finished: after.finishedAt !== null });
    } catch (error) {
      failed = true;
      log.error("job.step.failed", error, { job: job.name });
    }
  }
  if (!failed) await port.arm(await port.nextDue());
}
