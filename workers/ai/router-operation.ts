/** The Router's address, and its answer as a stream. */
import type { Act } from "#kit/context";
import { Problem } from "#kit/errors";
import { logger } from "#kit/log";
import { operationsOf, Reply } from "#kit/operation";
import { commandAnswer, commandInput, type Progress, type Tell } from "./command";
import type { Ai } from "./service";

const operation = operationsOf<{ ai: Ai }>();
const log = logger("ai");

export const routerCommand = operation({
  id: "ai.router.command",
  method: "POST",
  path: "/webhook/router",
  status: 200,
  summary: "Give a command in plain words",
  description:
    "Understands the command, runs the functions it asks for and says what it did. What cannot be undone waits for `confirm`. With `Accept: text/event-stream` the answer comes as server-sent events: `run`, `call`, `message`, and `done` with the whole answer.",
  permission: "ai:execute",
  effect: "write",
  idempotency: "claim",
  body: commandInput,
  response: commandAnswer,
  produces: ["text/event-stream"],
  errors: ["CONFIRMATION_SPENT", "BACKEND_FAILED", "BACKEND_TIMEOUT"],
  fixture: () => ({ body: { command: "what can you do?" } }),
  async run({ body }, context) {
    const { act, ai } = context;
    const streams = act.request?.headers.get("accept")?.includes("text/event-stream") === true;
    if (streams) return streamed(act, (tell) => ai.command(body, context, tell));
    const answer = await ai.command(body, context, () => undefined);
    // A confirmation's token is shown once. A retry gets a new one; the steps before it have keys of their own and are not repeated.
    return answer.confirmation === undefined ? answer : new Reply(answer, { keep: false });
  },
});

/** Server-sent events (WHATWG HTML) of a run as it goes. The run ends its work even when nobody listens any more. */
function streamed(act: Act, run: (tell: Tell) => Promise<unknown>): Response {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  const tell = ({ event, data }: Progress) => {
    writer.write(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)).catch(() => undefined);
  };
  const work = run(tell)
    .catch((error: unknown) => {
      if (!(error instanceof Problem)) log.error("ai.command.failed", error, { requestId: act.requestId });
      const problem = error instanceof Problem ? error : new Problem("INTERNAL", "Something went wrong on our side. Try again.");
      tell({ event: "error", data: problem.toJSON() });
    })
    .finally(() => writer.close().catch(() => undefined));
  act.waitUntil(work);
  return new Response(readable, { headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" } });
}
