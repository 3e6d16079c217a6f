/** Where deals stand: pipelines and their stages as values, and the stage that a change of a deal means. Pure. */
import type { FieldProblem } from "#kit/errors";
import { insertMany } from "#kit/sql";
import type { Row, Statement } from "#kit/work";

export const OUTCOMES = ["open", "won", "lost"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type Stage = { id: string; pipelineId: string; name: string; position: number; probability: number; outcome: Outcome; archived: boolean };

/** The stages that a workspace begins with. */
const DEFAULT_STAGES: readonly (readonly [name: string, probability: number, outcome: Outcome])[] = [
  ["New", 10, "open"],
  ["Qualified", 25, "open"],
  ["Proposal", 50, "open"],
  ["Negotiation", 75, "open"],
  ["Won", 100, "won"],
  ["Lost", 0, "lost"],
];

/**
 * The pipeline that a workspace begins with. Its ids follow from the workspace's, so that two who write it at once write the same.
 * @returns rows of `pipelines` and `stages`
 */
export function defaultPipeline(tenantId: string, now: number): { pipeline: Row; stages: Row[] } {
  const ulid = tenantId.slice(tenantId.indexOf("_") + 1);
  const pipelineId = `pipe_${ulid}`;
  return {
    pipeline: { tenant_id: tenantId, id: pipelineId, name: "Sales", position: 0, version: 1, created_at: now, updated_at: now, archived_at: null },
    stages: DEFAULT_STAGES.map(([name, probability, outcome], position) => ({
      tenant_id: tenantId, id: `stg_${ulid.slice(0, -1)}${position}`, pipeline_id: pipelineId, name, position, probability, outcome, archived_at: null,
    })),
  };
}

/** Writes a pipeline and its stages, unless they are there. */
export function pipelineInserts({ pipeline, stages }: { pipeline: Row; stages: Row[] }): Statement[] {
  return [...insertMany("pipelines", [pipeline], "on conflict do nothing"), ...insertMany("stages", stages, "on conflict do nothing")];
}

/** All stages of a workspace, the first pipeline's first stage first. */
export function stagesRead(tenantId: string): Statement {
  return {
    sql: `select s.*, coalesce(s.archived_at, p.archived_at) as gone_at from stages s join pipelines p on p.tenant_id = s.tenant_id and p.id = s.pipeline_id
      where s.tenant_id = ? order by p.position, p.id, s.position, s.id`,
    params: [tenantId],
  };
}

export function stagesOf(rows: readonly Row[]): Stage[] {
  return rows.map((row) => ({
    id: row["id"] as string,
    pipelineId: row["pipeline_id"] as string,
    name: row["name"] as string,
    position: row["position"] as number,
    probability: row["probability"] as number,
    outcome: row["outcome"] as Outcome,
    archived: typeof row["gone_at"] === "number",
  }));
}

type Wish = { stageId: string | null; pipelineId: string | null; status: Outcome | null };
type Choice = { ok: true; stage: Stage } | { ok: false; problem: FieldProblem };

/**
 * The stage that a deal shall stand at. What was changed counts: a new stage first, else the first stage of a new pipeline or outcome.
 * @param stages in their order  @param was where the deal stood; null for a new one
 */
export function chooseStage(stages: readonly Stage[], wish: Wish, was: { stageId: string; pipelineId: string; status: Outcome } | null): Choice {
  const stageId = wish.stageId === was?.stageId ? null : wish.stageId;
  const pipelineId = wish.pipelineId === was?.pipelineId ? null : wish.pipelineId;
  const status = wish.status === was?.status ? null : wish.status;
  if (stageId !== null) return named(stages, stageId, pipelineId, status);
  const kept = stages.find((stage) => stage.id === was?.stageId);
  if (kept !== undefined && pipelineId === null && status === null && wish.stageId !== null) return { ok: true, stage: kept };
  if (pipelineId !== null && !stages.some((stage) => stage.pipelineId === pipelineId && !stage.archived)) return problem("pipelineId", "There is no such pipeline.");
  const home = pipelineId ?? was?.pipelineId ?? stages.find((stage) => !stage.archived)?.pipelineId;
  const outcome = status ?? (pipelineId === null ? "open" : (was?.status ?? "open"));
  const stage = stages.find((one) => one.pipelineId === home && one.outcome === outcome && !one.archived);
  return stage === undefined ? problem(status === null ? "stageId" : "status", `The pipeline has no stage that is ${outcome}.`) : { ok: true, stage };
}

function named(stages: readonly Stage[], stageId: string, pipelineId: string | null, status: Outcome | null): Choice {
  const stage = stages.find((one) => one.id === stageId && !one.archived);
  if (stage === undefined) return problem("stageId", "There is no such stage.");
  if (pipelineId !== null && pipelineId !== stage.pipelineId) return problem("stageId", "The stage belongs to another pipeline.");
  if (status !== null && status !== stage.outcome) return problem("status", `The stage ${stage.name} means ${stage.outcome}. Leave the status out, or name another stage.`);
  return { ok: true, stage };
}

function problem(path: string, message: string): Choice {
  return { ok: false, problem: { path, message } };
}
