import { DETERMINERS, MARKERS } from "./lexicon";
import type { Mark } from "./marks";
import type { Token } from "./tokens";

type Lead = { marker: string; object: boolean; mention: readonly number[]; mentioned: number };

/** What has been read on the way to the next span: how it is led to, and which slots were mentioned. */
export type State = Lead & {
  /** Directly behind a number. */
  afterNumber: boolean;
  /** Stem of the word that gives the marker its sense. */
  lead: string;
  /** Slots mentioned without a value so far: "set the status of Jane to …". */
  pending: readonly number[];
  /** How the span before was led to; a conjunction takes it up again. */
  last: Lead | null;
};

/** The state at the start of a clause. */
export const FRESH: State = { last: null, afterNumber: false, marker: "", lead: "", object: false, mention: [], mentioned: 0, pending: [] };

/** Words between a mention and its value that keep them together: "status to", "email is", "base of". */
const LINKERS = new Set(["is", "to", "of", "as", "are", "was", "be", "being", "at", "named", "called", "should", "the", "a", "an", "equal", "equals", "from", "by", "in", "for", "with", "will", "=", ":", "-", "set", "value", "'s", "on", "now", "would"]);

/** The state after a span: nothing leads to what follows but a conjunction. */
export function spent(state: State): State {
  const last = { marker: state.marker, object: state.object, mention: state.mention, mentioned: state.mentioned * 0.6 };
  return { ...state, marker: "", object: false, mention: [], mentioned: 0, last };
}

/** The state after a token that is in no span. `ends` are the slots of a mention that ends with it. */
export function step(state: State, mark: Mark, token: Token, ends: readonly number[] | undefined): State {
  // "update the email of Nina, it's now …" takes up the slot that still waits for its value.
  if (state.lead === "it" && (token.lower === "'s" || token.lower === "is") && state.pending.length > 0) return { ...state, marker: "", mention: state.pending, mentioned: 0.9 };
  switch (mark) {
    case "verb":
      return { ...state, object: true, lead: token.stem, pending: ends ?? state.pending };
    case "noun":
      return { ...state, object: state.object || state.marker === "as", marker: state.marker === "as" ? "" : state.marker, lead: token.stem, mention: [], mentioned: 0 };
    case "mention":
      if (ends === undefined) return { ...state, lead: token.stem };
      // "150 grams of rice": the mention belongs to the number before it, not to what follows.
      if (state.afterNumber) return { ...state, lead: token.stem, mention: [], mentioned: 0 };
      // "owned by" ends in the marker of what follows.
      return MARKERS.has(token.lower) ? { ...state, mention: ends, mentioned: 1, pending: ends, marker: token.lower, object: false } : { ...state, mention: ends, mentioned: 1, pending: ends, lead: token.stem };
    case "marker": {
      const isLinker = LINKERS.has(token.lower);
      const resumed = state.mention.length === 0 && ["to", "as"].includes(token.lower) && state.pending.length > 0;
      const mention = resumed ? state.pending : isLinker ? state.mention : [];
      return { ...state, marker: token.lower, object: false, mention, mentioned: resumed ? 0.8 : isLinker ? state.mentioned * (token.lower === "of" || token.lower === "to" ? 0.9 : 0.7) : 0 };
    }
    case "comma":
      // "the tennis player, Serena Williams": what follows may still be what was mentioned.
      return state.mentioned > 0.9 ? { ...state, object: false, mentioned: 0.6 } : { ...state, marker: ",", object: false, mention: [], mentioned: 0 };
    case "and":
      // "red and white": what follows is led to like what stands before.
      return state.last === null ? state : { ...state, ...state.last };
    case "sign": {
      if (token.text === ":" || token.text === "=") {
        const resumed = state.mention.length === 0 ? state.pending : state.mention;
        return { ...state, marker: ":", mention: resumed, mentioned: resumed.length > 0 ? 1 : 0 };
      }
      return LINKERS.has(token.lower) ? state : { ...state, marker: token.text, object: false, mention: [], mentioned: 0 };
    }
    default:
      return LINKERS.has(token.lower) || DETERMINERS.has(token.lower) ? state : { ...state, lead: token.stem, mentioned: state.mentioned * 0.8 };
  }
}
