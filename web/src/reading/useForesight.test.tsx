// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Reading, SummaryAnswer } from "../service/types";
import { drawHook } from "../testing/hooks";
import { holdQuestions, type Asked } from "../testing/service";
import { ANSWER, ARTICLES } from "../testing/stories";
import { startWith } from "./known";
import { NOTHING_READ } from "./store";
import { useForesight } from "./useForesight";

const CUT: SummaryAnswer = { ...ANSWER, length: { ...ANSWER.length, stop_reason: "length" } };
const READ: Reading = { ...NOTHING_READ, articles: ARTICLES, answer: CUT };

let asked: Asked[];

beforeEach(() => {
  vi.useFakeTimers();
  asked = holdQuestions();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function draw(reading: Reading, isCutting = false) {
  const known = startWith(reading);
  const showCut = vi.fn();
  const previewing = { isCutting: () => isCutting, showCut };
  const drawn = drawHook(() => useForesight({ latest: { current: reading } }, known, previewing));
  return { known, showCut, foresee: () => void drawn.last() };
}

test("nothing is asked without an answer, of edited articles, or where nothing is left to say", () => {
  for (const part of [{ answer: null }, { articles: [], answered: ARTICLES }, { answer: ANSWER }])
    draw({ ...READ, ...part }).foresee();
  expect(asked).toHaveLength(0);
});

test("what came is known, and cut where a length is waited for", async () => {
  for (const isCutting of [false, true]) {
    const { known, showCut, foresee } = draw(READ, isCutting);
    foresee();
    await asked.at(-1)!.answer({ ...ANSWER, summary: `${ANSWER.summary} More.` });
    expect(known.findExtract(ARTICLES, READ.options)?.summary).toMatch(/More\.$/);
    expect(showCut.mock.calls).toEqual(isCutting ? [[READ.options]] : []);
  }
});

test("what failed is asked again when the slider is pointed at again", async () => {
  const { foresee } = draw(READ);
  foresee();
  foresee();
  expect(asked).toHaveLength(1);
  await asked[0]!.fail();
  foresee();
  expect(asked).toHaveLength(2);
});
