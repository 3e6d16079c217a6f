/**
 * Tokens where nobody counted them: four characters make one, which is near the truth for English text and JSON with
 * the tokenizers in use. An estimate, and the same for the same text.
 */
import type { ChatMessage, ToolSpec } from "./backend";

const CHARS_PER_TOKEN = 4;

export const tokensOf = (chars: number): number => Math.ceil(chars / CHARS_PER_TOKEN);

/** The tools as a model reads them. */
export const toolText = ({ name, description, parameters }: ToolSpec): string => JSON.stringify({ name, description, parameters });

export function charsOfMessages(messages: readonly ChatMessage[]): number {
  let chars = 0;
  for (const { content, toolCalls } of messages) {
    chars += content?.length ?? 0;
    for (const call of toolCalls ?? []) chars += call.name.length + call.arguments.length;
  }
  return chars;
}

export const charsOfTools = (tools: readonly ToolSpec[]): number => tools.reduce((chars, tool) => chars + toolText(tool).length, 0);
