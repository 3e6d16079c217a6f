/**
 * The Router: a command in, calls made, what was done out. Calls run in the order in which they were said; from the
 * first that a person must confirm, all the rest wait with it.
 */
import type { Act, IdempotencyClaim } from "#kit/context";
import { Problem } from "#kit/errors";
import { newId } from "#kit/ids";
import type { Metrics } from "#kit/metrics";
import type { Resolvers } from "#kit/ref";
import type { Statement, Store } from "#kit/work";
import { offerApproval, takeApproval, type BoundCall } from "./approvals";
import type { Backend, ChatMessage, PendingSlot } from "./backends/backend";
import { prepareCall, runCall, touchedRecord, type Prepared, type ProposedCall } from "./calls";
import type { CallView, CommandAnswer, CommandInput, Tell } from "./command";
import type { FunctionEntry, FunctionRegistry } from "./functions";
import { confirmSentence, doneSentence, whichSentence } from "./speech";

const CALLS_MAX = 20;

export type RouterParts = { store: Store; registry: FunctionRegistry; resolvers: Resolvers; backend: Backend; metrics: Metrics };

type Run = {
  id: string;
  conversationId: string;
  input: CommandInput;
  calls: CallView[];
  sentences: string[];
  tell: Tell;
  claim: IdempotencyClaim | null;
  /** Whether the run was written in the unit of work of its one call. */
  stored: boolean;
};

/** Answers a command. Everything it did is stored as a run before it answers. */
export async function runCommand<C extends { act: Act }>(parts: RouterParts, input: CommandInput, context: C, tell: Tell): Promise<CommandAnswer> {
  const { act } = context;
  const run: Run = {
    id: newId("run", act.now),
    conversationId: input.conversationId ?? newId("conversation", act.now),
    input,
    calls: [],
    sentences: [],
    tell,
    claim: act.idempotency,
    stored: false,
  };
  tell({ event: "run", data: { runId: run.id, conversationId: run.conversationId } });
  const { answer, pending, statements } =
    input.confirm === undefined
      ? await understandAndRun(parts, input.command ?? "", run, context, input.conversationId === undefined ? undefined : await pendingSlot(parts.store, act, run.conversationId))
      : await runConfirmed(parts, input.confirm, run, context);
  if (!run.stored) await parts.store.commit({ ...act, idempotency: null }, { statements: [...statements, runRow(act, input, answer, pending)], events: [] });
  tell({ event: "message", data: { delta: answer.message } });
  tell({ event: "done", data: answer });
  return answer;
}

type Settled = { answer: CommandAnswer; pending?: PendingSlot; statements: Statement[] };

async function understandAndRun<C extends { act: Act }>(parts: RouterParts, command: string, run: Run, context: C, slot: PendingSlot | undefined): Promise<Settled> {
  const understood = await understand(parts, command, context.act, slot);
  if (understood.calls.length === 0) {
    if (understood.pending === undefined) return settled(run, "not_understood", understood.text);
    return { ...settled(run, "needs_input", understood.text, { question: understood.text }), pending: understood.pending };
  }
  for (const [index, proposed] of understood.calls.entries()) {
    const prepared = await prepareCall(parts.registry, parts.resolvers, context.act, proposed);
    if (prepared.status === "ambiguous") return askWhich(run, proposed, prepared);
    if (prepared.status === "failed") failCall(parts, run, proposed, prepared);
    else if (needsWord(prepared.entry)) return askToConfirm(parts, run, context.act, understood.calls.slice(index));
    else await perform(parts, run, prepared.entry, prepared.call, context, { bindVersion: false, alone: understood.calls.length === 1 });
  }
  return finished(run);
}

const needsWord = (entry: FunctionEntry) => entry.effect === "destructive" || entry.effect === "external";

type Understood = { text: string; calls: ProposedCall[]; pending: PendingSlot | undefined };

/** Asks the backend. The functions offered are all there are; what the caller may not do is refused by name when it is called. */
async function understand(parts: RouterParts, command: string, act: Act, slot: PendingSlot | undefined): Promise<Understood> {
  const understood: Understood = { text: "", calls: [], pending: undefined };
  const request = {
    model: parts.backend.models[0] ?? parts.backend.id,
    messages: [...houseRules(parts.backend, act), { role: "user" as const, content: command }],
    tools: parts.registry.all,
    toolChoice: "auto" as const,
    parallelToolCalls: true,
    now: act.now,
    timeZone: act.tenant.timeZone,
    ...(slot === undefined ? {} : { pending: slot }),
  };
  for await (const event of parts.backend.chat(request, act.request?.signal)) {
    if (event.type === "text") understood.text += event.delta;
    else if (event.type === "question") understood.pending = event.pending;
    else if (event.type === "call") understood.calls.push(event);
  }
  if (understood.calls.length > CALLS_MAX) throw new Problem("VALIDATION_FAILED", `This command asks for more than ${CALLS_MAX} acts at once. Say it in parts.`);
  return understood;
}

/** What a model needs to know beside the functions; the embedded backend reads the command alone. */
function houseRules(backend: Backend, act: Act): ChatMessage[] {
  if (backend.kind === "embedded") return [];
  const today = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone: act.tenant.timeZone }).format(act.now);
  const content = `You turn a marketer's command into function calls. It is ${today} in ${act.tenant.timeZone}. Call functions only for what the command asks for, leave out arguments it does not give, and never invent values. When nothing fits, say so in one sentence.`;
  return [{ role: "system", content }];
}

/** Runs one call. The only call of a run has the run written in its own unit of work, which saves a round trip and keeps the two together. */
async function perform<C extends { act: Act }>(parts: RouterParts, run: Run, entry: FunctionEntry, call: BoundCall, context: C, how: { bindVersion: boolean; alone: boolean }): Promise<void> {
  const view: CallView = { id: call.id, function: call.function, arguments: call.arguments, status: "running" };
  run.tell({ event: "call", data: view });
  let written = false;
  const alongside = (result: unknown): Statement[] => {
    const { answer } = finished({ ...run, calls: [doneView(view, call, result)], sentences: [doneSentence(entry, result, call.refs)] });
    written = true;
    return [runRow(context.act, run.input, answer, undefined)];
  };
  const options = { runId: run.id, store: parts.store, bindVersion: how.bindVersion, claim: run.claim, step: run.calls.length, alongside: how.alone ? alongside : null };
  const outcome = await runCall(entry, call, context, options);
  if (outcome.ok) {
    run.stored = written && !outcome.replayed;
    run.sentences.push(doneSentence(entry, outcome.result, call.refs));
    settleCall(parts, run, doneView(view, call, outcome.result));
  } else {
    run.sentences.push(outcome.error.message);
    settleCall(parts, run, { ...view, status: "failed", error: outcome.error.toJSON().error });
  }
}

function doneView(view: CallView, call: BoundCall, result: unknown): CallView {
  const record = touchedRecord(call, result);
  return { ...view, status: "done", ...(result === null ? {} : { result }), ...(record === undefined ? {} : { record }) };
}

function failCall(parts: RouterParts, run: Run, proposed: ProposedCall, { arguments: args, error }: Prepared & { status: "failed" }): void {
  run.sentences.push(error.message);
  settleCall(parts, run, { id: proposed.id, function: proposed.name, arguments: args, status: "failed", error: error.toJSON().error });
}

function settleCall(parts: RouterParts, run: Run, view: CallView): void {
  run.calls.push(view);
  run.tell({ event: "call", data: view });
  if (parts.registry.find(view.function) !== undefined) parts.metrics.count("pilothouse_ai_calls_total", { function: view.function, outcome: view.status });
}

function askWhich(run: Run, proposed: ProposedCall, { entry, arguments: args, resolution }: Prepared & { status: "ambiguous" }): Settled {
  const { [resolution.argument]: _, ...known } = args;
  const question = whichSentence(resolution.kind, resolution.text, resolution.matches);
  run.sentences.push(question);
  run.calls.push({ id: proposed.id, function: proposed.name, arguments: args, status: "proposed" });
  return { ...settled(run, "needs_input", run.sentences.join(" "), { question }), pending: { tool: entry.name, missing: [resolution.argument], known } };
}

/** From the first call that needs a person's word, everything waits: the order in which it was said holds. */
async function askToConfirm(parts: RouterParts, run: Run, act: Act, proposals: readonly ProposedCall[]): Promise<Settled> {
  const waiting: BoundCall[] = [];
  const summaries: string[] = [];
  for (const proposed of proposals) {
    const prepared = await prepareCall(parts.registry, parts.resolvers, act, proposed);
    if (prepared.status === "failed") failCall(parts, run, proposed, prepared);
    if (prepared.status === "ambiguous") return askWhich(run, proposed, prepared);
    if (prepared.status !== "ready") continue;
    waiting.push(prepared.call);
    summaries.push(confirmSentence(prepared.entry, prepared.call.refs, prepared.call.arguments));
    run.calls.push({ id: proposed.id, function: proposed.name, arguments: prepared.call.arguments, status: "proposed", ...recordOf(prepared.call) });
  }
  for (const view of run.calls) if (view.status === "proposed") run.tell({ event: "call", data: view });
  const summary = `${summaries.join(", then ")}?`;
  const { token, expiresAt, statement } = await offerApproval(act, { runId: run.id, calls: waiting });
  const confirmation = { token, expiresAt: new Date(expiresAt).toISOString(), summary };
  return { ...settled(run, "confirmation_required", [...run.sentences, summary].join(" "), { confirmation }), statements: [statement] };
}

const recordOf = (call: BoundCall) => {
  const record = touchedRecord(call, null);
  return record === undefined ? {} : { record };
};

async function runConfirmed<C extends { act: Act }>(parts: RouterParts, confirm: NonNullable<CommandInput["confirm"]>, run: Run, context: C): Promise<Settled> {
  const approval = await takeApproval(parts.store, context.act, confirm.token);
  if (confirm.decision === "cancel") {
    for (const call of approval.calls) settleCall(parts, run, { id: call.id, function: call.function, arguments: call.arguments, status: "cancelled", ...recordOf(call) });
    return settled(run, "completed", "Cancelled; nothing was changed.");
  }
  for (const call of approval.calls) {
    const entry = parts.registry.find(call.function);
    if (entry === undefined) throw new Problem("CONFIRMATION_SPENT", "This act is no longer known. Give the command again.");
    await perform(parts, run, entry, call, context, { bindVersion: true, alone: approval.calls.length === 1 });
  }
  return finished(run);
}

function finished(run: Run): Settled {
  const failed = run.calls.every((call) => call.status === "failed");
  return settled(run, failed ? "failed" : "completed", run.sentences.join(" "));
}

function settled(run: Run, status: CommandAnswer["status"], message: string, more: Partial<CommandAnswer> = {}): Settled {
  return { answer: { runId: run.id, conversationId: run.conversationId, status, message, calls: run.calls, ...more }, statements: [] };
}

function runRow(act: Act, input: CommandInput, answer: CommandAnswer, pending: PendingSlot | undefined): Statement {
  // A confirmation's token is shown once and stored only as its hash.
  const { confirmation: _, ...kept } = answer;
  return {
    sql: "insert into command_runs (tenant_id, id, principal, conversation_id, command, status, answer, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
    params: [act.tenant.id, answer.runId, act.principal.id, answer.conversationId, input.command ?? "", answer.status, JSON.stringify({ ...kept, pending, context: input.context }), act.now],
  };
}

/** The slot that the last run of this conversation asked for. */
async function pendingSlot(store: Store, act: Act, conversationId: string): Promise<PendingSlot | undefined> {
  const [row] = await store.read({
    sql: "select answer from command_runs where tenant_id = ? and conversation_id = ? and principal = ? order by id desc limit 1",
    params: [act.tenant.id, conversationId, act.principal.id],
  });
  return row === undefined ? undefined : (JSON.parse(row["answer"] as string) as { pending?: PendingSlot }).pending;
}
