import type { Clause } from "./clauses";
import { skipOpeners } from "./reading";

/** How a clause is meant: as an order, as a question about one, or as a wish. Only an order may change something. */

const ASKING = /^(?:why|how (?:do|can|should|would|could|did) (?:i|we|you|one)|how to|did|have you|has|when (?:did|will|do)|should (?:i|we)|was|were|is it|it (?:would|is|was)|what (?:if|happens))\b/i;
const WHETHER = /^(?:is|are|am|does|has|isn't|aren't|doesn't|do (?:we|you|they|i))\b/i;
const EXPLAINING = /\b(?:explain|teach me|show me|tell me|know|wonder(?:ing)?|idea|remember) (?:how|why|whether|when)\b/i;
const DREAMING = /\b(?:i|we|you|he|she|they) (?:really |just |only )?wish(?:ed)?\b|\bif only\b/i;
const MUSING =
  /\bsome ?day\b|\bone day\b|\b(?:maybe|perhaps) (?:i|we|you|he|she|they|it)\b|\b(?:i|we|he|she|they) (?:might|may)\b|\b(?:thinking|thought|considering|dreaming|talking|talked|worried) (?:about|of|whether)\b|\b(?:said|says|told me|thinks|claims|heard) (?:that )?(?:i|we|he|she|they|it|you)\b/i;

/** The clause's text without the words of politeness before it. */
function said(clause: Clause): string {
  const { text, tokens } = clause.reading;
  return text.slice(tokens[skipOpeners(tokens, clause.start, clause.end)]?.start ?? 0, tokens[clause.end - 1]?.end ?? 0);
}

/** Whether the clause asks how, why or whether something is done, rather than for it to be done. */
export function asksAbout(clause: Clause): boolean {
  return ASKING.test(said(clause));
}

/** "is Jane Doe a lead?" and "maybe we should add her someday" make, change and delete nothing. */
export function ordersNothing(clause: Clause): boolean {
  const text = said(clause);
  return WHETHER.test(text) || EXPLAINING.test(text) || MUSING.test(text);
}

/** "I wish we had more leads" asks for nothing at all. */
export function isWish(clause: Clause): boolean {
  return DREAMING.test(said(clause));
}
