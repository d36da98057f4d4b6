import { expect, test } from "vitest";
import type { CitationsAnswer } from "../service/types";
import { ANSWER, cite, WRONG } from "../testing/stories";
import { STATE_WORDS, type Shape } from "../page/Glyph";
import { listEvidence } from "./evidence";
import { findTurns, listClauses } from "./verdicts";

const RIGHT = {
  ...WRONG,
  text: "It cost 31 million.",
  verification: { ...WRONG.verification, status: "supported" as const, spans: [] },
};
const checked = (...sentences: (typeof WRONG)[]): CitationsAnswer => ({ sentences }) as unknown as CitationsAnswer;

test("the wrong words are a clause of their own", () => {
  expect(listClauses(WRONG).at(-1)).toEqual({ start: 8, end: 10, verdict: "contradicted", wrong: "number" });
});

test("a corrected sentence turns, one that stays does not", () => {
  expect(findTurns(checked(WRONG), checked(RIGHT))).toEqual(["contradicted"]);
  expect(findTurns(checked(WRONG), checked(WRONG))).toEqual([null]);
  expect(findTurns(null, checked(WRONG))).toEqual([null]);
});

test("what speaks against the words comes first, and no place seems to support what is unsupported", () => {
  const sentence = { ...WRONG, citations: [cite(1, 0, 29, "supporting")] };
  expect(listEvidence(sentence).map(({ state, words }) => [state, words])).toEqual([
    ["disputing", "says otherwise"],
    ["nearest", "the nearest words"],
  ]);
});

test("what supports a sentence comes first where it is supported, the nearest words last", () => {
  const citations = [cite(2, 0, 23, "related"), { ...cite(1, 0, 29, "supporting"), claim_end: 19 }];
  expect(listEvidence({ ...RIGHT, citations }).map(({ state }) => state)).toEqual(["supporting", "related"]);
});

test("a place on the other side of a known contradiction says otherwise, whatever it is cited as", () => {
  const citations = [
    { ...cite(0, 0, 29, "supporting"), claim_end: 19 },
    { ...cite(2, 0, 23, "supporting"), claim_end: 19, score: 0.5 },
  ];
  const evidence = listEvidence({ ...RIGHT, citations }, ANSWER.conflicts ?? []);
  expect(evidence.map(({ citation, state }) => [citation.article_id, state])).toEqual([
    ["n", "supporting"],
    ["w", "disputing"],
  ]);
});

test("a place that says a part of a sentence has a mark of its own, behind those that say all of it", () => {
  const part = { ...cite(0, 0, 29, "supporting"), claim_end: 9, score: 0.99 };
  const whole = { ...cite(1, 0, 29, "supporting"), claim_end: 19, score: 0.6 };
  expect(listEvidence({ ...RIGHT, citations: [part, whole] }).map(({ state, words }) => [state, words])).toEqual([
    ["supporting", "reports it in every detail"],
    ["part", "says a part of it"],
  ]);
});

test("of a contradicted sentence, what tells another thing of the same comes before what merely has its words", () => {
  const citations = [{ ...cite(1, 0, 29, "supporting"), claim_end: 19 }, { ...cite(0, 30, 49, "related"), score: 0.5 }];
  const sentence = { ...WRONG, verification: { ...WRONG.verification, spans: [] }, citations };
  expect(listEvidence(sentence).map(({ words }) => words)).toEqual(["says something else", "the nearest words"]);
  expect(listEvidence(sentence).map(({ state }) => state)).toEqual(["else", "nearest"]);
  const unsupported = { ...sentence, verification: { ...sentence.verification, status: "unsupported" as const } };
  expect(listEvidence(unsupported).map(({ words }) => words)).toEqual(["the nearest words", "the nearest words"]);
});

test("a sign that the summary has, too, has the words that it has there", () => {
  const whole = { ...cite(1, 0, 29, "supporting"), claim_end: 19 };
  const citations = [whole, { ...cite(0, 0, 29, "supporting"), claim_end: 9 }, cite(2, 0, 23, "related")];
  const told = [RIGHT, WRONG].flatMap((sentence) => listEvidence({ ...sentence, citations }));
  const known: Partial<Record<Shape, string>> = STATE_WORDS;
  for (const { state, words } of told) expect(words).toBe(known[state] ?? words);
  expect(new Set(told.map(({ state }) => state))).toEqual(new Set(["supporting", "part", "related", "disputing", "nearest", "else"]));
});
