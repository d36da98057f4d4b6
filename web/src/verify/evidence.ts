import { stateOf, type State } from "../matrix/cells";
import { STATE_WORDS } from "../page/Glyph";
import type { Citation, CitedSentence, SentenceCitation } from "../service/types";
import { isPart, isSupport, VERDICTS } from "./verdicts";

/** A place beside a checked sentence, and how it stands to it. */
export interface Evidence {
  citation: Citation;
  state: State;
  words: string;
}

/** The places that speak of a sentence, those that speak against its words first; each place once. */
export function listEvidence(sentence: CitedSentence): Evidence[] {
  const against = sentence.verification.spans.flatMap((span) => span.contradicting);
  const evidence = [
    ...against.map((citation): Evidence => ({ citation, state: "disputing", words: STATE_WORDS.disputing })),
    ...sentence.citations.map((citation) => ({ citation, ...judge(citation, sentence) })),
  ];
  const places = new Map<string, Evidence>();
  for (const one of evidence) {
    const name = `${one.citation.article_index}:${one.citation.start}:${one.citation.end}`;
    if (!places.has(name)) places.set(name, one);
  }
  return [...places.values()];
}

/** Of a sentence that the articles do not support as a whole, no place may be shown as if it did. */
function judge(citation: SentenceCitation, sentence: CitedSentence): Pick<Evidence, "state" | "words"> {
  const state = stateOf(citation.role);
  if (isSupport(citation) && isPart(citation, sentence)) return { state, words: "says a part of it" };
  if (VERDICTS[sentence.verification.status] === "supported" || state === "disputing")
    return { state, words: STATE_WORDS[state] };
  return { state: "reports", words: "the nearest words" };
}
