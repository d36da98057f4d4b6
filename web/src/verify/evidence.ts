import { stateOf } from "../matrix/cells";
import { STATE_WORDS, type Shape } from "../page/Glyph";
import type { Citation, CitedSentence, Conflict, SentenceCitation } from "../service/types";
import { isPart, isSupport, VERDICTS } from "./verdicts";

const PART = "says a part of it";
const ELSE = "says something else";

/** A place beside a checked sentence, and how it stands to it. */
export interface Evidence {
  citation: Citation;
  state: Shape;
  words: string;
}

/** What tells most of a verdict first. */
const TELLING: Shape[] = ["disputing", "supporting", "part", "else", "related", "nearest"];
const TELLING_OF_SUPPORTED: Shape[] = ["supporting", "part", "disputing", "related", "nearest"];

/** The places that speak of a sentence, those that tell most of its verdict first; each place once.

conflicts: what is known to contradict each other. A place on another side than the first support says otherwise. */
export function listEvidence(sentence: CitedSentence, conflicts: Conflict[] = []): Evidence[] {
  const support = sentence.citations.filter((one) => isSupport(one) && !isPart(one, sentence));
  const [best] = support.toSorted((one, other) => other.score - one.score);
  const opposed = best ? listOpposed(best, conflicts) : [];
  const order = VERDICTS[sentence.verification.status] === "supported" ? TELLING_OF_SUPPORTED : TELLING;
  const against = sentence.verification.spans.flatMap((span) => span.contradicting);
  const evidence = [
    ...against.map((citation): Evidence => ({ citation, state: "disputing", words: STATE_WORDS.disputing })),
    ...sentence.citations.map((citation): Evidence =>
      opposed.some((place) => isSamePlace(place, citation))
        ? { citation, state: "disputing", words: STATE_WORDS.disputing }
        : { citation, ...judge(citation, sentence) },
    ),
  ];
  const places = new Map<string, Evidence>();
  for (const one of evidence) {
    const name = `${one.citation.article_index}:${one.citation.start}:${one.citation.end}`;
    if (!places.has(name)) places.set(name, one);
  }
  const rank = ({ state, citation }: Evidence): number[] => [order.indexOf(state), -citation.score];
  return [...places.values()].toSorted((one, other) => compare(rank(one), rank(other)));
}

/** Whether a place tells something of a sentence, rather than standing near its words. */
export function isTelling({ state }: Evidence): boolean {
  return !["related", "else", "nearest"].includes(state);
}

/** The places on the other sides of the conflicts in which `place` stands on one. */
function listOpposed(place: Citation, conflicts: Conflict[]): Citation[] {
  return conflicts
    .filter(({ status }) => status === "conflict")
    .flatMap(({ sides }) => {
      const own = sides.findIndex(({ citations }) => citations.some((one) => isSamePlace(one, place)));
      return own < 0 ? [] : sides.flatMap(({ citations }, side) => (side === own ? [] : citations));
    });
}

function isSamePlace(one: Citation, other: Citation): boolean {
  return one.article_index === other.article_index && one.start < other.end && other.start < one.end;
}

function compare(one: number[], other: number[]): number {
  return one.reduce((found, value, place) => found || value - other[place]!, 0);
}

/** Of a sentence that the articles do not support as a whole, no place may be shown as if it did.

Where it is contradicted, what is related tells another thing of the same, and comes before what merely has its words. */
function judge(citation: SentenceCitation, sentence: CitedSentence): Pick<Evidence, "state" | "words"> {
  const state = stateOf(citation.role);
  if (isSupport(citation) && isPart(citation, sentence)) return { state: "part", words: PART };
  if (VERDICTS[sentence.verification.status] === "supported" || state === "disputing")
    return { state, words: STATE_WORDS[state] };
  if (VERDICTS[sentence.verification.status] === "contradicted" && state === "related") return { state: "else", words: ELSE };
  return { state: "nearest", words: "the nearest words" };
}
