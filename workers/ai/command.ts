/** What the Router takes and answers. */
import * as z from "zod";
import { idPattern } from "#kit/ids";

const COMMAND_MAX = 4_000;
const CONTEXT_MAX = 50;

export const commandInput = z
  .strictObject({
    command: z.string().max(COMMAND_MAX, `takes at most ${COMMAND_MAX} characters`).optional().describe("What is to be done, in plain words"),
    context: z
      .record(z.string().max(100), z.unknown())
      .refine((context) => Object.keys(context).length <= CONTEXT_MAX, `takes at most ${CONTEXT_MAX} entries`)
      .optional()
      .describe("What the caller adds for its own use; kept with the run"),
    conversationId: z.string().regex(idPattern("conversation"), "is not the id of a conversation, like conv_…").optional().describe("Of an earlier answer, to go on with it"),
    confirm: z
      .strictObject({
        token: z.string().min(1, "is empty").max(200).describe("confirmation.token of an earlier answer"),
        decision: z.enum(["run", "cancel"]).optional().describe("Default run"),
      })
      .optional()
      .describe("A person's word on calls that wait for it"),
  })
  .refine((input) => input.confirm !== undefined || (input.command ?? "").trim() !== "", { path: ["command"], message: "is empty; say what is to be done" })
  .meta({ id: "Command" });

export type CommandInput = z.output<typeof commandInput>;

export const callView = z
  .strictObject({
    id: z.string(),
    function: z.string(),
    arguments: z.record(z.string(), z.unknown()),
    status: z.enum(["proposed", "running", "done", "failed", "cancelled"]),
    result: z.unknown().optional(),
    error: z.strictObject({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()) }).optional(),
    record: z.strictObject({ kind: z.string(), id: z.string(), name: z.string() }).optional(),
  })
  .meta({ id: "CommandCall" });

export const commandAnswer = z
  .strictObject({
    runId: z.string().regex(idPattern("run")),
    conversationId: z.string().regex(idPattern("conversation")),
    status: z.enum(["completed", "needs_input", "confirmation_required", "not_understood", "failed"]),
    message: z.string(),
    calls: z.array(callView),
    confirmation: z.strictObject({ token: z.string(), expiresAt: z.iso.datetime(), summary: z.string() }).optional(),
    question: z.string().optional(),
  })
  .meta({ id: "CommandAnswer" });

export type CallView = z.output<typeof callView>;
export type CommandAnswer = z.output<typeof commandAnswer>;

/** What a run tells while it works; the last is the whole answer. */
export type Progress =
  | { event: "run"; data: { runId: string; conversationId: string } }
  | { event: "call"; data: CallView }
  | { event: "message"; data: { delta: string } }
  | { event: "done"; data: CommandAnswer }
  | { event: "error"; data: { error: { code: string; message: string; details: Record<string, unknown> } } };

export type Tell = (progress: Progress) => void;
