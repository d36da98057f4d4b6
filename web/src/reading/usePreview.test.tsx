// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import type { Options, Reading } from "../service/types";
import { drawHook } from "../testing/hooks";
import { ANSWER, ARTICLES } from "../testing/stories";
import { KnownAnswers } from "./known";
import { NOTHING_READ } from "./store";
import { usePreview } from "./usePreview";

const words = (value: number): Options => ({ ...NOTHING_READ.options, length: { unit: "words", value } });

function draw(reading: Reading, known: KnownAnswers) {
  const latest = { current: reading };
  return drawHook(() => usePreview({ latest }, known));
}

test("the longest extract that is known is cut, and the answer itself where none is", () => {
  const [first] = ANSWER.sentences;
  const short = { ...ANSWER, sentences: [first!], summary: first!.text };
  const known = new KnownAnswers();
  const previewing = draw({ ...NOTHING_READ, articles: ARTICLES, answer: short }, known);
  act(() => previewing.last.showCut(words(9)));
  expect(previewing.last.previewed?.answer.sentences).toHaveLength(1);
  known.keepExtract(ARTICLES, words(150), ANSWER);
  act(() => previewing.last.showCut(words(9)));
  expect(previewing.last.previewed?.answer.sentences).toHaveLength(2);
});

test("the extract is one of the articles that the answer is to, not of those that are edited now", () => {
  const known = new KnownAnswers();
  known.keepExtract(ARTICLES, words(150), ANSWER);
  const edited = { ...NOTHING_READ, articles: [], answered: ARTICLES, answer: { ...ANSWER, sentences: [] } };
  const previewing = draw(edited, known);
  act(() => previewing.last.showCut(words(5)));
  expect(previewing.last.previewed?.answer.sentences).toHaveLength(1);
});

test("a cut is waited for until the answer itself is shown, also where nothing could be cut", () => {
  const previewing = draw(NOTHING_READ, new KnownAnswers());
  expect(previewing.last.isCutting()).toBe(false);
  act(() => previewing.last.showCut(words(5)));
  expect([previewing.last.previewed, previewing.last.isCutting()]).toEqual([null, true]);
  act(() => previewing.last.showCut(null));
  expect([previewing.last.previewed, previewing.last.isCutting()]).toEqual([null, false]);
});
