/** Pipelines and their stages, as a workspace arranges them. */
import type { Act } from "#kit/context";
import { invalid, notFound } from "#kit/errors";
import { newId } from "#kit/ids";
import { fold } from "#kit/text";
import type { RefMatch } from "#kit/ref";
import type { Row, Statement, Store, Value } from "#kit/work";
import { defaultPipeline, pipelineInserts, stagesOf, stagesRead, type Outcome, type Stage } from "./stages";

export const PIPELINES_MAX = 50;
export const STAGES_MAX = 30;

export type StageView = { id: string; name: string; position: number; probability: number; outcome: Outcome; archived: boolean };
export type PipelineView = { id: string; name: string; position: number; archived: boolean; version: number; stages: StageView[] };
export type StageInput = { name: string; probability: number; outcome: Outcome };
export type StageChanges = { name?: string | undefined; probability?: number | undefined; position?: number | undefined; archived?: boolean | undefined };
export type PipelineChanges = { name?: string | undefined; position?: number | undefined; archived?: boolean | undefined };

export type Pipelines = {
  list(act: Act): Promise<PipelineView[]>;
  create(act: Act, input: { name: string; stages: StageInput[] }): Promise<PipelineView>;
  update(act: Act, id: string, changes: PipelineChanges): Promise<PipelineView>;
  addStage(act: Act, pipelineId: string, input: StageInput & { position?: number | undefined }): Promise<PipelineView>;
  updateStage(act: Act, id: string, changes: StageChanges): Promise<PipelineView>;
  /** Stages that a person may mean by an id or a name. */
  resolveStage(act: Act, text: string): Promise<RefMatch[]>;
};

type Known = { views: PipelineView[]; /** What writes the pipelines that a workspace begins with, where it has none yet. */ seeds: Statement[] };

export function pipelinesOf(store: Store): Pipelines {
  const load = async (act: Act): Promise<Known> => {
    const pipelines = { sql: "select * from pipelines where tenant_id = ? order by position, id", params: [act.tenant.id] };
    const [rows = [], stages = []] = await store.readAll([pipelines, stagesRead(act.tenant.id)]);
    if (rows.length > 0) return { views: viewsOf(rows, stagesOf(stages)), seeds: [] };
    const fresh = defaultPipeline(act.tenant.id, act.now);
    return { views: viewsOf([fresh.pipeline], stagesOf(fresh.stages)), seeds: pipelineInserts(fresh) };
  };

  const write = async (act: Act, { seeds }: Known, pipelineId: string, statements: Statement[]): Promise<PipelineView> => {
    await store.commit(act, { statements: [...seeds, ...statements], events: [], audit: { kind: "pipeline", id: pipelineId } });
    return existing(await load(act), pipelineId);
  };

  const inserted = (act: Act, pipelineId: string, { name, probability, outcome }: StageInput, position: number): Row => ({
    tenant_id: act.tenant.id, id: newId("stage", act.now), pipeline_id: pipelineId, name, position, probability, outcome, archived_at: null,
  });

  return {
    async list(act) {
      return (await load(act)).views;
    },

    async create(act, input) {
      const known = await load(act);
      if (known.views.length >= PIPELINES_MAX) throw invalid([{ path: "", message: `A workspace has at most ${PIPELINES_MAX} pipelines.` }]);
      if (!input.stages.some((stage) => stage.outcome === "open")) throw invalid([{ path: "stages", message: "One stage at least must be open." }]);
      const id = newId("pipeline", act.now);
      const pipeline: Row = { tenant_id: act.tenant.id, id, name: input.name, position: known.views.length, version: 1, created_at: act.now, updated_at: act.now, archived_at: null };
      return write(act, known, id, pipelineInserts({ pipeline, stages: input.stages.map((stage, at) => inserted(act, id, stage, at)) }));
    },

    async update(act, id, changes) {
      const known = await load(act);
      const pipeline = existing(known, id);
      if (changes.archived === true && known.views.every((one) => one.id === id || one.archived)) throw invalid([{ path: "archived", message: "One pipeline must be left." }]);
      const order = moved(known.views, pipeline, changes.position);
      const archived = archivedAt(pipeline.archived, changes.archived, act.now);
      return write(act, known, id, [
        ...order.map((one, at) => set(act, "pipelines", one.id, { position: at })),
        set(act, "pipelines", id, { name: changes.name ?? pipeline.name, ...archived }),
        touched(act, id),
      ]);
    },

    async addStage(act, pipelineId, { position, ...input }) {
      const known = await load(act);
      const pipeline = existing(known, pipelineId);
      if (pipeline.stages.length >= STAGES_MAX) throw invalid([{ path: "", message: `A pipeline has at most ${STAGES_MAX} stages.` }]);
      const at = Math.min(position ?? pipeline.stages.length, pipeline.stages.length);
      const shifted = pipeline.stages.slice(at).map((stage, index) => set(act, "stages", stage.id, { position: at + index + 1 }));
      return write(act, known, pipelineId, [...shifted, ...pipelineInserts({ pipeline: bare(act, pipeline), stages: [inserted(act, pipelineId, input, at)] }), touched(act, pipelineId)]);
    },

    async updateStage(act, id, changes) {
      const known = await load(act);
      const pipeline = known.views.find((one) => one.stages.some((stage) => stage.id === id));
      const stage = pipeline?.stages.find((one) => one.id === id);
      if (pipeline === undefined || stage === undefined) throw notFound("stage");
      const others = pipeline.stages.filter((one) => one.id !== id && !one.archived);
      if (changes.archived === true && !others.some((one) => one.outcome === "open")) throw invalid([{ path: "archived", message: "One open stage must be left." }]);
      return write(act, known, pipeline.id, [
        ...moved(pipeline.stages, stage, changes.position).map((one, at) => set(act, "stages", one.id, { position: at })),
        set(act, "stages", id, { name: changes.name ?? stage.name, probability: changes.probability ?? stage.probability, ...archivedAt(stage.archived, changes.archived, act.now) }),
        touched(act, pipeline.id),
      ]);
    },

    async resolveStage(act, text) {
      const { views } = await load(act);
      const name = fold(text);
      return views.flatMap((pipeline) =>
        pipeline.stages
          .filter((stage) => !stage.archived && !pipeline.archived && (stage.id === text || fold(stage.name) === name))
          .map((stage) => ({ id: stage.id, name: stage.name, version: null, hint: pipeline.name })),
      );
    },
  };
}

function existing({ views }: Known, id: string): PipelineView {
  const view = views.find((one) => one.id === id);
  if (view === undefined) throw notFound("pipeline");
  return view;
}

function viewsOf(rows: readonly Row[], stages: readonly Stage[]): PipelineView[] {
  return rows.map((row) => ({
    id: row["id"] as string,
    name: row["name"] as string,
    position: row["position"] as number,
    archived: typeof row["archived_at"] === "number",
    version: row["version"] as number,
    stages: stages.filter((stage) => stage.pipelineId === row["id"]).map(({ id, name, position, probability, outcome, archived }) => ({ id, name, position, probability, outcome, archived })),
  }));
}

/** The list with one of it at another place; empty where nothing moves. */
function moved<T extends { id: string }>(all: readonly T[], one: T, position: number | undefined): T[] {
  if (position === undefined) return [];
  const others = all.filter(({ id }) => id !== one.id);
  return [...others.slice(0, position), one, ...others.slice(position)];
}

function archivedAt(was: boolean, wish: boolean | undefined, now: number): Record<string, Value> {
  return wish === undefined || wish === was ? {} : { archived_at: wish ? now : null };
}

function set(act: Act, table: "pipelines" | "stages", id: string, values: Record<string, Value>): Statement {
  const columns = Object.keys(values).map((column) => `${column} = ?`);
  return { sql: `update ${table} set ${columns.join(", ")} where tenant_id = ? and id = ?`, params: [...Object.values(values), act.tenant.id, id] };
}

function touched(act: Act, id: string): Statement {
  return { sql: "update pipelines set version = version + 1, updated_at = ? where tenant_id = ? and id = ?", params: [act.now, act.tenant.id, id] };
}

/** The row of a pipeline that is there already: what is written of it is nothing. */
function bare(act: Act, { id, name, position, version }: PipelineView): Row {
  return { tenant_id: act.tenant.id, id, name, position, version, created_at: act.now, updated_at: act.now, archived_at: null };
}
