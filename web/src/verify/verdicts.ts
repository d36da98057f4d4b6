/** What a check says of each part of a text, and what turned since the last one. */
import type { Span } from "../articles/spans";
import type { CitationsAnswer, CitedSentence, SentenceCitation, Status } from "../service/types";

export type Verdict = "supported" | "contradicted" | "unsupported";

export const VERDICTS: Record<Status, Verdict> = {
  verbatim: "supported",
  supported: "supported",
  fallback: "supported",
  contradicted: "contradicted",
  unsupported: "unsupported",
};

/** A part of a checked text. wrong: in what, where its words are. */
export interface Clause extends Span {
  verdict: Verdict;
  wrong?: string;
}

/** The parts of a sentence: what places support, the words that are wrong, and the rest as the sentence itself. */
export function listClauses(sentence: CitedSentence): Clause[] {
  const verdict = VERDICTS[sentence.verification.status];
  const whole: Clause = { start: sentence.start, end: sentence.end, verdict };
  const claims = sentence.citations
    .filter((citation) => verdict !== "supported" && isSupport(citation) && isPart(citation, sentence))
    .map((citation): Clause => ({ start: citation.claim_start, end: citation.claim_end, verdict: "supported" }));
  const wrong = sentence.verification.spans.map((span): Clause => ({
    start: span.start,
    end: span.end,
    verdict: span.contradicting.length ? "contradicted" : verdict,
    wrong: span.kind,
  }));
  return [whole, ...claims, ...wrong];
}

export function isSupport(citation: SentenceCitation): boolean {
  return citation.role === "representative" || citation.role === "supporting";
}

/** Of each sentence, the verdict that the one in its place had before, where that was another. */
export function findTurns(before: CitationsAnswer | null, after: CitationsAnswer): (Verdict | null)[] {
  if (!before) return after.sentences.map(() => null);
  const known = new Map(before.sentences.map((sentence) => [sentence.text, sentence]));
  const aligned = before.sentences.length === after.sentences.length;
  return after.sentences.map((sentence, place) => {
    const former = known.get(sentence.text) ?? (aligned ? before.sentences[place] : undefined);
    if (!former) return null;
    const verdict = VERDICTS[former.verification.status];
    return verdict === VERDICTS[sentence.verification.status] ? null : verdict;
  });
}

/** Whether a place is cited for a part of the sentence alone. */
export function isPart(citation: SentenceCitation, sentence: CitedSentence): boolean {
  return citation.claim_end - citation.claim_start < sentence.end - sentence.start;
}
