/**
 * The request of a chat completion, as OpenAI's clients send it.
 * https://platform.openai.com/docs/api-reference/chat/create
 *
 * Like OpenAI, it refuses a parameter it has never heard of, and takes null for one that is left out. Parameters that
 * concern OpenAI's own house (storing, caching, service tiers, reasoning effort) are taken and have no effect; what would
 * change the answer and cannot be done here is refused.
 */
import * as z from "zod";
import { checkMessages, type Complain, wireMessage } from "./messages";

export const MESSAGES_MAX = 200;
export const TOOLS_MAX = 128;
export const FUNCTION_NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const STOPS_MAX = 4;
const MODEL_MAX = 200;
const PAIRS_MAX = 16;

const functionSpec = z.object({
  name: z.string("is missing").regex(FUNCTION_NAME, "takes 1 to 64 letters, digits, _ and -"),
  description: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown(), "is not a JSON Schema").nullish().describe("JSON Schema of the arguments; left out, there are none"),
  strict: z.boolean().nullish(),
});
const onlyFunctions = "only functions are supported";
const functionTool = z.object({ type: z.literal("function", onlyFunctions), function: functionSpec });
const named = z.object({ name: z.string("is missing") });
const namedTool = z.object({ type: z.literal("function", onlyFunctions), function: named });
const allowedTools = z.object({
  type: z.literal("allowed_tools"),
  allowed_tools: z.object({ mode: z.enum(["auto", "required"]), tools: z.array(namedTool).min(1).max(TOOLS_MAX) }),
});
const toolChoice = z.union([z.enum(["none", "auto", "required"]), namedTool, allowedTools], 'is not "none", "auto", "required", a function or allowed_tools');

const between = (min: number, max: number) => z.number("is not a number").min(min, `is below ${min}`).max(max, `is above ${max}`).nullish();
const tokens = z.int("is not a whole number").min(1, "is below 1").nullish();
const pairs = (values: z.ZodType) => z.record(z.string(), values, "is not an object").refine((given) => Object.keys(given).length <= PAIRS_MAX, `holds more than ${PAIRS_MAX} entries`).nullish();
/** A parameter that is taken and has no effect. */
const unused = z.unknown().optional();
/** A parameter that is taken only where it asks for what happens anyway. */
const only = (accepted: (value: unknown) => boolean, message: string) => z.unknown().refine((value) => value === null || value === undefined || accepted(value), message).optional();

const parameters = z.strictObject(
  {
    model: z.string("is missing").min(1, "is empty").max(MODEL_MAX, `takes at most ${MODEL_MAX} characters`).describe("One of GET /v1/models, or default"),
    messages: z.array(wireMessage, "is missing").min(1, "is empty").max(MESSAGES_MAX, `holds more than ${MESSAGES_MAX} messages`),
    tools: z.array(functionTool, "is not a list").max(TOOLS_MAX, `holds more than ${TOOLS_MAX} tools`).nullish().describe("Left out: the functions of the workspace that you may call. Empty: none"),
    tool_choice: toolChoice.nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    functions: z.array(functionSpec, "is not a list").min(1, "is empty").max(TOOLS_MAX, `holds more than ${TOOLS_MAX} functions`).nullish().describe("Deprecated: tools"),
    function_call: z.union([z.enum(["none", "auto"]), named], 'is not "none", "auto" or a function').nullish().describe("Deprecated: tool_choice"),
    stream: z.boolean().nullish(),
    stream_options: z.object({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() }, "is not an object").nullish(),
    response_format: z.object({ type: z.enum(["text", "json_object"], 'is neither "text" nor "json_object", the two that are supported') }, "is not an object").nullish(),
    n: z.literal(1, "only 1 is supported").nullish(),
    stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(STOPS_MAX)], `is neither text nor a list of at most ${STOPS_MAX}`).nullish(),
    temperature: between(0, 2),
    top_p: between(0, 1),
    frequency_penalty: between(-2, 2),
    presence_penalty: between(-2, 2),
    seed: z.int("is not a whole number").nullish(),
    max_tokens: tokens.describe("Deprecated: max_completion_tokens"),
    max_completion_tokens: tokens,
    user: z.string().max(512, "takes at most 512 characters").nullish(),
    metadata: pairs(z.string("is not text").max(512, "takes at most 512 characters")),
    logprobs: only((value) => value === false, "is not supported; leave it out"),
    top_logprobs: only((value) => value === 0, "is not supported; leave it out"),
    modalities: only((value) => Array.isArray(value) && value.length === 1 && value[0] === "text", 'only ["text"] is supported'),
    audio: only(() => false, "is not supported; leave it out"),
    web_search_options: only(() => false, "is not supported; leave it out"),
    logit_bias: unused,
    prediction: unused,
    prompt_cache_key: unused,
    prompt_cache_retention: unused,
    reasoning_effort: unused,
    safety_identifier: unused,
    service_tier: unused,
    store: unused,
    verbosity: unused,
  },
  { error: (issue) => (issue.code === "invalid_type" ? "The body is not a JSON object." : undefined) },
);

type Parameters = z.output<typeof parameters>;

export const chatCompletionRequest = parameters
  .superRefine((request, context) => checkRequest(request, (path, message) => context.addIssue({ code: "custom", path: [...path], message })))
  .meta({ id: "ChatCompletionRequest" });

export type ChatCompletionRequest = z.output<typeof chatCompletionRequest>;

/** What holds between parameters. Whether a chosen function is offered shows only once the functions are known. */
function checkRequest(request: Parameters, complain: Complain): void {
  checkMessages(request.messages, (path, message) => complain(["messages", ...path], message));
  checkNames("tools", (request.tools ?? []).map((tool) => tool.function.name), complain);
  checkNames("functions", (request.functions ?? []).map((one) => one.name), complain);
  const { tools, functions } = request;
  if (isGiven(tools) && isGiven(functions)) complain(["functions"], "give either tools or functions; functions are deprecated");
  if (isGiven(request.tool_choice) && isGiven(request.function_call)) complain(["function_call"], "give either tool_choice or function_call; function_call is deprecated");
  if (isGiven(request.stream_options) && request.stream !== true) complain(["stream_options"], "is only allowed with stream: true");
}

const isGiven = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

function checkNames(list: "tools" | "functions", names: readonly string[], complain: Complain): void {
  const seen = new Set<string>();
  names.forEach((name, index) => {
    if (seen.has(name)) complain([list, index, ...(list === "tools" ? ["function"] : []), "name"], "stands in the list twice");
    seen.add(name);
  });
}
