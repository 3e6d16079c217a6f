import { expect, test } from "vitest";
import type { ChatMessage } from "./backend";
import { fitTools } from "./fit";
import { toolText, tokensOf } from "./usage";

const tools = ["archive_invoice", "book_travel", "create_lead", "delete_page", "email_team"].map((name) => ({ name, description: `${name.replace("_", " ")} ${"and so on ".repeat(20)}` }));
const each = tokensOf(toolText(tools[0] ?? { name: "" }).length) + 5;
const says = (content: string): ChatMessage[] => [{ role: "user", content }];
const names = (context: number, messages: ChatMessage[]) => fitTools(tools, messages, context).map((tool) => tool.name);

test("a list that fits is the same list", () => {
  expect(fitTools(tools, says("hello"), Number.POSITIVE_INFINITY)).toBe(tools);
});

test("of one that does not, what people speak of stays, in its own order", () => {
  expect(names(1_024 + 20 + each * 2, says("Email the team, then CREATE a lead"))).toEqual(["create_lead", "email_team"]);
});

test("a function that was called stays, and one is always left", () => {
  const talk: ChatMessage[] = [...says("book travel"), { role: "assistant", content: null, toolCalls: [{ id: "1", name: "delete_page", arguments: "{}" }] }, { role: "tool", content: "ok", toolCallId: "1" }];
  expect(names(1_024 + 30 + each, talk)).toEqual(["delete_page"]);
  expect(names(0, says("book travel"))).toEqual(["book_travel"]);
});
