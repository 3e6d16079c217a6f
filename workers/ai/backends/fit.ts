/** A list of functions for a model that reads only so much: those that the talk is about stay. */
import { fold } from "#kit/text";
import type { ChatMessage, ToolSpec } from "./backend";
import { charsOfMessages, tokensOf, toolText } from "./usage";

/** Kept free for the answer. */
const ANSWER_TOKENS = 1_024;
const WORD = /[\p{L}\p{N}]{3,}/gu;

/**
 * The tools that fit beside the messages, in their own order; at least one. What was called before comes first, then
 * what shares most words with what people said.
 */
export function fitTools(tools: readonly ToolSpec[], messages: readonly ChatMessage[], contextTokens: number): readonly ToolSpec[] {
  let room = contextTokens - ANSWER_TOKENS - tokensOf(charsOfMessages(messages));
  const sized = tools.map((tool, order) => ({ tool, order, tokens: tokensOf(toolText(tool).length) }));
  if (sized.reduce((sum, one) => sum + one.tokens, 0) <= room) return tools;
  const called = new Set(messages.flatMap((message) => message.toolCalls ?? []).map((call) => call.name));
  const said = wordsOf(messages.filter((message) => message.role === "user").map((message) => message.content ?? "").join(" "));
  const scoreOf = (tool: ToolSpec) => (called.has(tool.name) ? 1_000_000 : 0) + [...wordsOf(toolText(tool))].filter((word) => said.has(word)).length;
  const ranked = sized.map((one) => ({ ...one, score: scoreOf(one.tool) })).sort((a, b) => b.score - a.score || a.order - b.order);
  const kept = ranked.filter(({ tokens }, rank) => {
    const fits = rank === 0 || tokens <= room;
    if (fits) room -= tokens;
    return fits;
  });
  return kept.sort((a, b) => a.order - b.order).map((one) => one.tool);
}

const wordsOf = (text: string): Set<string> => new Set(fold(text).match(WORD) ?? []);
