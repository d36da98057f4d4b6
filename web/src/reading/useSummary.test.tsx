// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawHook } from "../testing/hooks";
import { holdQuestions, pass, type Asked } from "../testing/service";
import { ANSWER, ARTICLES } from "../testing/stories";
import { startWith } from "./known";
import { NOTHING_READ } from "./store";
import { useKeptReading } from "./useKeptReading";
import { usePreview } from "./usePreview";
import { useSummary } from "./useSummary";
import { useTrouble } from "./useTrouble";

const READ = { ...NOTHING_READ, articles: ARTICLES, answer: ANSWER };
const SHORT = { ...READ.options, length: { unit: "words" as const, value: 5 } };

let asked: Asked[];
const replace = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  replace.mockClear();
  asked = holdQuestions(() => false);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function draw() {
  const known = startWith(READ);
  return drawHook(() => {
    const kept = useKeptReading(READ, true);
    const troubles = useTrouble();
    const previewing = usePreview(kept, known);
    return { ...kept, troubles, previewing, ...useSummary({ kept, known, previewing, troubles, replace }) };
  });
}

test("what was answered once is shown at once, and stops what is asked", async () => {
  const state = draw();
  act(() => void state.last.summarize());
  await asked[0]!.answer({ ...ANSWER, id: "first" });
  act(() => {
    state.last.change({ options: SHORT });
    void state.last.summarize();
  });
  act(() => state.last.change({ options: READ.options }));
  await act(() => state.last.summarize());
  expect([asked.length, asked[1]!.stopped(), state.last.waiting]).toEqual([2, true, 0]);
  expect(state.last.reading.answer?.id).toBe("first");
});

test("an answer to other articles replaces what was told of those before, one to the same does not", async () => {
  const state = draw();
  act(() => void state.last.summarize());
  await asked[0]!.answer(ANSWER);
  expect(replace).not.toHaveBeenCalled();
  act(() => {
    state.last.change({ articles: ARTICLES.slice(1), answered: ARTICLES });
    void state.last.summarize();
  });
  await asked[1]!.answer(ANSWER);
  expect([replace.mock.calls.length, state.last.reading.answered]).toEqual([1, null]);
});

test("a question that failed shows the answer before it, says so, and is asked again", async () => {
  const state = draw();
  act(() => {
    state.last.change({ options: SHORT });
    state.last.previewing.showCut(SHORT);
    void state.last.summarize();
  });
  expect(state.last.previewing.previewed?.end).toBe("cut");
  await asked[0]!.fail();
  expect([state.last.previewing.previewed, state.last.troubles.trouble?.kind]).toEqual([null, "away"]);
  act(() => state.last.troubles.retry());
  expect([asked.length, state.last.troubles.trouble]).toEqual([2, null]);
});

test("soon is when nothing was wanted for a while; what is cancelled is not asked", async () => {
  const state = draw();
  state.last.summarizeSoon();
  await pass(200);
  state.last.summarizeSoon();
  await pass(200);
  expect(asked).toHaveLength(0);
  await pass(100);
  expect([asked.length, state.last.isAsking()]).toEqual([1, true]);
  state.last.summarizeSoon();
  act(() => state.last.cancel());
  await pass(1000);
  expect([asked.length, asked[0]!.stopped(), state.last.isAsking()]).toEqual([1, true, false]);
});
