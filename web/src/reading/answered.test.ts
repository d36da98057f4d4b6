import { expect, test } from "vitest";
import type { CitationsAnswer, Reading } from "../service/types";
import { ANSWER, ARTICLES } from "../testing/stories";
import { beginStory, editArticles, findAnswered, isCurrent, takeAnswer } from "./answered";
import { NOTHING_READ } from "./store";

const CHECKED = { sentences: [] } as unknown as CitationsAnswer;
const READ: Reading = { ...NOTHING_READ, articles: ARTICLES, answer: ANSWER, checked: CHECKED };
const fewer = (articles: Reading["articles"]) => articles.slice(1);

test("edited twice, an answer is still one to the articles that it was asked about", () => {
  const once = { ...READ, ...editArticles(READ, fewer) };
  const twice = { ...once, ...editArticles(once, fewer) };
  expect(twice.articles).toHaveLength(1);
  expect(findAnswered(twice)).toBe(ARTICLES);
  expect([isCurrent(READ), isCurrent(twice)]).toEqual([true, false]);
});

test("articles to which there is no answer are edited, and nothing is said to be answered", () => {
  expect(editArticles({ ...READ, answer: null }, fewer).answered).toBeNull();
});

test("an answer to the same articles leaves what was verified, one to others takes it away", () => {
  const edited = { ...READ, ...editArticles(READ, fewer) };
  expect(takeAnswer(READ, ARTICLES, ANSWER)).toEqual({ answer: ANSWER, answered: null, checked: CHECKED });
  expect(takeAnswer(edited, ARTICLES, ANSWER)).toEqual({ answer: ANSWER, answered: ARTICLES, checked: CHECKED });
  expect(takeAnswer(edited, edited.articles, ANSWER)).toEqual({ answer: ANSWER, answered: null, checked: null });
});

test("another story keeps how a summary is wanted, and nothing that was asked or typed of the one before", () => {
  const options = { ...READ.options, order: "coverage" as const, query: "cost" };
  const begun = { ...READ, ...beginStory({ ...READ, options, asked: "cost", draft: "It cost more." }, ARTICLES) };
  expect(begun).toEqual({ ...NOTHING_READ, articles: ARTICLES, options: { ...options, query: "" } });
});
