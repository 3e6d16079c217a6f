/** Resumable work: a row for each job and one alarm. One object for a tenant, and "installation" for what concerns all of them. */
import { DurableObject } from "cloudflare:workers";
import { advance, begin, type Job, type JobPort } from "#kit/jobs";
import { servicesOf } from "../workers/services";

const TABLE = `create table if not exists jobs (name text primary key, subject text not null, cursor text, done integer not null, donePass integer not null,
  skipped integer not null, startedAt integer not null, dueAt integer, finishedAt integer) without rowid`;

export class Jobs extends DurableObject<Cloudflare.Env> {
  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    ctx.storage.sql.exec(TABLE);
  }

  /** Begins a job unless it was begun for this subject before. Safe to repeat. */
  async ensure(name: string, subject: string): Promise<void> {
    if (this.status(name)?.subject !== subject) await this.#begin(name, subject);
  }

  /** Begins a job anew, unless it is under way for this subject. */
  async start(name: string, subject: string): Promise<Job> {
    const job = this.status(name);
    return job?.subject === subject && job.finishedAt === null ? job : this.#begin(name, subject);
  }

  /** How a job stands; null where it was never begun. */
  status(name: string): Job | null {
    return this.#rows("name = ?", name)[0] ?? null;
  }

  override async alarm(): Promise<void> {
    await advance(this.#port(), servicesOf(this.env).jobs, Date.now);
  }

  async #begin(name: string, subject: string): Promise<Job> {
    const job = begin(name, subject, Date.now());
    this.#write(job);
    // With no await between the two, the runtime stores both or neither: a row without an alarm would sleep for good.
    await this.ctx.storage.setAlarm(Date.now());
    return job;
  }

  #port(): JobPort {
    return {
      due: async (now) => this.#rows("dueAt <= ?", now),
      save: async (job) => {
        const current = this.status(job.name);
        if (current?.subject === job.subject && current.startedAt === job.startedAt) this.#write(job);
      },
      nextDue: async () => this.#rows("dueAt is not null").reduce<number | null>((soonest, { dueAt }) => Math.min(soonest ?? Number.MAX_SAFE_INTEGER, dueAt ?? 0), null),
      arm: (at) => (at === null ? this.ctx.storage.deleteAlarm() : this.ctx.storage.setAlarm(at)),
    };
  }

  #rows(where: string, ...values: (string | number)[]): Job[] {
    return this.ctx.storage.sql.exec<Job>(`select * from jobs where ${where} order by name`, ...values).toArray();
  }

  #write(job: Job): void {
    const { name, subject, cursor, done, donePass, skipped, startedAt, dueAt, finishedAt } = job;
    this.ctx.storage.sql.exec("insert or replace into jobs values (?, ?, ?, ?, ?, ?, ?, ?, ?)", name, subject, cursor, done, donePass, skipped, startedAt, dueAt, finishedAt);
  }
}
