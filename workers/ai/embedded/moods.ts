import type { Clause } from "./clauses";
import { GIVEN_NAMES, MARKERS, VERB_STEMS } from "./lexicon";
import { type Reading, skipOpeners } from "./reading";

/** How a clause is meant: as an order, or as a question about one, a report, a condition or a wish. Only an order may change something. */

const ASKING = /^(?:why|how (?:do|can|should|would|could|did) (?:i|we|you|one)|how to|did|have you|has|when (?:did|will|do)|should (?:i|we)|was|were|is it|it (?:would|is|was)|what (?:if|happens))\b/i;
const WHETHER = /^(?:is|are|am|does|has|isn't|aren't|doesn't|do (?:we|you|they|i))\b/i;
const EXPLAINING = /\b(?:explain|teach me|show me|tell me|know|wonder(?:ing)?|idea|remember) (?:how|why|whether|when)\b/i;
const DREAMING = /\b(?:i|we|you|he|she|they) (?:really |just |only )?wish(?:ed)?\b|\bif only\b/i;
const MUSING =
  /\bsome ?day\b|\bone day\b|\b(?:maybe|perhaps) (?:i|we|you|he|she|they|it)\b|\b(?:i|we|he|she|they) (?:might|may)\b|^(?:i|we|he|she|they) would\b(?! like| love| want| need| appreciate| be )|\b(?:thinking|thought|considering|dreaming|talking|talked|worried) (?:about|of|whether)\b|\b(?:said|says|told me|thinks|claims|heard) (?:that )?(?:i|we|he|she|they|it|you)\b/i;
/** "deleting leads is dangerous", "to delete a lead is easy" */
const SPEAKING_OF_IT = /^\W*(?:to \p{L}+|\p{L}+ing)\b.{0,200}(?<!\bwho )(?<!\bwhich )\b(?:is|are|was|were|would|seems?|sounds?)\b/iu;
const CONDITION = /^\W*(?:if|once|unless|when(?:ever)?|as soon as|in case|provided|until)\b(?! you\b| possible\b)/i;
const CONDITION_AFTER = /\s(?:if|once|unless|when(?:ever)?|as soon as|in case)\s+(?:he|she|they|it|i|we|the)\b/i;
const DENYING = /\bnot\b|n't\b|\bno longer\b|\bnever\b/i;

function rawOf({ reading, start, end }: Clause): string {
  return reading.text.slice(reading.tokens[start]?.start ?? 0, reading.tokens[end - 1]?.end ?? 0);
}

/** The clause's text without the words of politeness before it. */
function said(clause: Clause): string {
  const { tokens } = clause.reading;
  return rawOf({ ...clause, start: skipOpeners(tokens, clause.start, clause.end) });
}

/** Whether a range of tokens opens a condition: "once he answers", not "if you could". */
export function opensCondition(reading: Reading, start: number): boolean {
  return CONDITION.test(reading.text.slice(reading.tokens[start]?.start ?? 0, (reading.tokens[start]?.start ?? 0) + 60));
}

/** Whether the clause asks how, why or whether something is done, rather than for it to be done. */
export function asksAbout(clause: Clause): boolean {
  return ASKING.test(said(clause));
}

/** "is Jane Doe a lead?", "Sven deleted lead Bob" and "maybe we should add her someday" make, change and delete nothing. */
export function ordersNothing(clause: Clause): boolean {
  const text = said(clause);
  const isStated = clause.verb !== null && clause.verb.start === clause.verb.end && clause.verb.acts[0] === "update";
  return (
    clause.conditional === true || WHETHER.test(text) || EXPLAINING.test(text) || MUSING.test(text) || SPEAKING_OF_IT.test(rawOf(clause)) ||
    CONDITION_AFTER.test(text.split(":")[0] ?? "") || (isStated && DENYING.test(text)) || isReport(clause)
  );
}

/** "I wish we had more leads" asks for nothing at all. */
export function isWish(clause: Clause): boolean {
  return DREAMING.test(said(clause));
}

const TELLERS = new Set("i we you he she they someone somebody i've we've you've they've just already has have had who".split(" "));

/** "Sven deleted lead Bob": someone, and then what was done to something. */
function isReport({ reading, start, end }: Clause): boolean {
  const { tokens } = reading;
  for (let at = start; at < Math.min(end - 1, start + 6); at++) {
    const token = tokens[at];
    const next = tokens[at + 1];
    if (token?.kind !== "word") return false;
    if (at > start && token.lower.endsWith("ed") && VERB_STEMS.has(token.stem)) return next !== undefined && next.kind !== "mark" && !MARKERS.has(next.lower);
    if (!token.proper && !TELLERS.has(token.lower) && !GIVEN_NAMES.has(token.lower)) return false;
  }
  return false;
}
