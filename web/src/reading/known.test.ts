import { expect, test } from "vitest";
import type { SummaryAnswer } from "../service/types";
import { ANSWER, ARTICLES } from "../testing/stories";
import { KnownAnswers, startWith } from "./known";
import { NOTHING_READ } from "./store";

const { options } = NOTHING_READ;

test("an answer is found by all that was asked, an extract whatever its length", () => {
  const known = new KnownAnswers();
  known.keep(ARTICLES, options, ANSWER);
  const longer = { ...options, length: { unit: "words" as const, value: 300 } };
  expect([known.find(ARTICLES, options), known.find(ARTICLES, longer)]).toEqual([ANSWER, undefined]);
  expect(known.findExtract(ARTICLES, longer)).toBe(ANSWER);
  expect(known.findExtract(ARTICLES, { ...options, query: "cost" })).toBeUndefined();
  expect(known.findExtract(ARTICLES.slice(1), options)).toBeUndefined();
});

test("the longest extract stays, and what is rewritten is none", () => {
  const known = new KnownAnswers();
  known.keep(ARTICLES, options, ANSWER);
  known.keep(ARTICLES, options, { ...ANSWER, summary: "Shorter." });
  known.keep(ARTICLES, options, { ...ANSWER, mode: "abstractive", summary: ANSWER.summary.repeat(2) } as SummaryAnswer);
  expect(known.findExtract(ARTICLES, options)).toBe(ANSWER);
});

test("what was read before a reload is an extract of the articles that it is to", () => {
  const known = startWith({ ...NOTHING_READ, articles: [], answered: ARTICLES, answer: ANSWER });
  expect([known.findExtract(ARTICLES, options), known.findExtract([], options)]).toEqual([ANSWER, undefined]);
  expect(startWith(NOTHING_READ).findExtract([], options)).toBeUndefined();
});
