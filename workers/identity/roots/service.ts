/** The root keys of secrets at rest: which of them a workspace's secrets stand under, and the job that moves all to the current one. */
import type { Act } from "#kit/context";
import type { Job } from "#kit/jobs";
import type { RootUse, Secrets } from "#kit/secrets";
import type { Store } from "#kit/work";

export const REWRAP_JOB = "secrets.rewrap";

/** The installation's jobs, as far as the roots need them. */
export type RootJobs = {
  start(name: string, subject: string): Promise<Job>;
  status(name: string): Promise<Job | null>;
};

export type RootsView = {
  current: string;
  roots: { id: string; current: boolean; secrets: number }[];
  rewrap: { state: "running" | "watching" | "finished"; startedAt: string; finishedAt: string | null } | null;
};

export type Roots = {
  view(tenantId: string): Promise<RootsView>;
  rewrap(act: Act): Promise<RootsView>;
};

export function createRoots(store: Store, secrets: Secrets, jobs: RootJobs): Roots {
  const show = (used: RootUse[], job: Job | null): RootsView => ({
    current: secrets.current,
    roots: used.map(({ kekId, current, secrets: count }) => ({ id: kekId, current, secrets: count })),
    rewrap: job?.subject === secrets.current ? jobView(job) : null,
  });

  return {
    async view(tenantId) {
      const [used, job] = await Promise.all([secrets.usedRoots(tenantId), jobs.status(REWRAP_JOB)]);
      return show(used, job);
    },

    async rewrap(act) {
      const job = await jobs.start(REWRAP_JOB, secrets.current);
      await store.commit(act, { statements: [], events: [], audit: { kind: "secret_root", id: secrets.current } });
      return show(await secrets.usedRoots(act.tenant.id), job);
    },
  };
}

/** Between two passes it watches for rows that the version before may still write. */
function jobView(job: Job): NonNullable<RootsView["rewrap"]> {
  const state = job.finishedAt !== null ? "finished" : job.cursor === null && job.done > 0 ? "watching" : "running";
  return { state, startedAt: new Date(job.startedAt).toISOString(), finishedAt: job.finishedAt === null ? null : new Date(job.finishedAt).toISOString() };
}
