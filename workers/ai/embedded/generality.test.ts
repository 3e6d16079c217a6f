import { expect, test } from "vitest";
import { distractors, generalSamples } from "./distractors";
import { NOW, ZONE, crmTools } from "./fixtures";
import { interpret, toolbox } from "./index";
import { renamed, renamedSamples, shuffled } from "./renaming";
import { samples } from "./samples";
import { moreSamples } from "./samples-more";
import { meets, score } from "./scoring";
import { singles } from "./singles";

const options = { now: NOW, timeZone: ZONE };
/** Commands of which a distractor is the right reading: they expect nothing only where there are none. */
const ANSWERED_ELSEWHERE = new Set([
  "what is the weather?", "book a flight to Paris tomorrow", "play some jazz", "turn off the lights in the kitchen", "order a pizza", "remind me to buy milk",
  "translate hello into French", "convert 10 miles to kilometres", "what time is it in Tokyo", "what is the capital of Italy?", "set a timer for five minutes",
]);
const crm = [...samples, ...moreSamples].filter(([command]) => !ANSWERED_ELSEWHERE.has(command));
const LOSS_MAX = 0.05;

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

test("fifty functions of other domains cost at most five points", async () => {
  const plain = await score(crm, toolbox(crmTools), options);
  const crowded = await score(crm, toolbox(shuffled([...crmTools, ...distractors], 7)), options);
  console.log(`CRM alone ${percent(plain.accuracy)}, among ${distractors.length} others ${percent(crowded.accuracy)}`);
  expect(crowded.accuracy, crowded.failures.join("\n")).toBeGreaterThanOrEqual(plain.accuracy - LOSS_MAX);
});

test("made-up names of all functions and parameters, shuffled among fifty others, cost at most five points", async () => {
  const plain = await score(crm, toolbox(crmTools), options);
  const made = renamed([...crmTools, ...distractors]);
  const other = await score(renamedSamples(crm, made.expected), toolbox(shuffled(made.tools, 11)), options);
  console.log(`CRM alone ${percent(plain.accuracy)}, renamed among ${distractors.length} others ${percent(other.accuracy)}`);
  expect(other.accuracy, other.failures.join("\n")).toBeGreaterThanOrEqual(plain.accuracy - LOSS_MAX);
});

/** "Create a lead" → "Create, add or register a new lead": descriptions that list their verbs. */
const VERB_LISTS: Readonly<Record<string, string>> = { Create: "Create, add or register", Show: "Show, open or get", Find: "Find, list, search or count", Update: "Update, change, set, mark or rename", Delete: "Delete or remove" };

test("descriptions that open with several verbs say the same", async () => {
  const tools = crmTools.map((tool) => ({ ...tool, description: (tool.description ?? "").replace(/^\w+/, (verb) => VERB_LISTS[verb] ?? verb) }));
  const { accuracy, failures } = await score(crm, toolbox(tools), options);
  console.log(`CRM with lists of verbs: ${percent(accuracy)}`);
  expect(accuracy, failures.join("\n")).toBeGreaterThanOrEqual(0.97);
});

test("the order of the list changes nothing but ties", async () => {
  const plain = await score(crm, toolbox(crmTools), options);
  for (const seed of [3, 5]) {
    const other = await score(crm, toolbox(shuffled(crmTools, seed)), options);
    expect(other.accuracy, other.failures.join("\n")).toBeGreaterThanOrEqual(plain.accuracy - LOSS_MAX);
  }
});

test("fifty functions of other domains work by the same mechanism", async () => {
  const { accuracy, failures } = await score(generalSamples, toolbox(distractors), options);
  console.log(`Other domains, tuned on: ${percent(accuracy)} of ${generalSamples.length}`);
  expect(accuracy, failures.join("\n")).toBeGreaterThanOrEqual(0.95);
});

test("a lone function is called with what the text holds, and not for what it is not for", async () => {
  const failures: string[] = [];
  for (const { tool, command, expected } of singles) {
    const got = await interpret(command, toolbox([tool]), options);
    const good = expected === "none" ? got.kind !== "calls" : meets(got, expected);
    if (!good) failures.push(`${tool.name}: ${command}\n    got ${JSON.stringify(got)}`);
  }
  console.log(`Lone functions, tuned on: ${percent(1 - failures.length / singles.length)} of ${singles.length}`);
  expect(failures.length, failures.join("\n")).toBeLessThanOrEqual(singles.length * 0.05);
});
