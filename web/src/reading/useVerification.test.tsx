// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Trouble } from "../service/ask";
import { drawHook } from "../testing/hooks";
import { holdQuestions, type Asked } from "../testing/service";
import { ANSWER, ARTICLES } from "../testing/stories";
import { NOTHING_READ } from "./store";
import { useKeptReading } from "./useKeptReading";
import { useVerification } from "./useVerification";

const EDITED = { ...NOTHING_READ, articles: ARTICLES.slice(1), answered: ARTICLES, answer: ANSWER };
const CHECKED = { sentences: [], warnings: [] };

let asked: Asked[];
const troubles = {
  trouble: null,
  tell: vi.fn<(told: Trouble, retry: () => void) => void>(),
  clear: vi.fn(),
  retry: () => undefined,
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  asked = holdQuestions();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const draw = () =>
  drawHook(() => {
    const kept = useKeptReading(EDITED, true);
    return { ...kept, ...useVerification(kept, troubles) };
  });

test("a text is held against the articles of the answer that is shown", async () => {
  const state = draw();
  act(() => void state.last.check("It opened."));
  const { path, body } = asked[0]!;
  expect([path, body.text, body.articles.length]).toEqual(["/v1/citations", "It opened.", 3]);
  await asked[0]!.answer(CHECKED);
  expect([state.last.reading.checked, state.last.checking]).toEqual([CHECKED, 0]);
});

test("one that failed says so and can be asked again; one that was stopped says nothing", async () => {
  const state = draw();
  act(() => void state.last.check("It opened."));
  await asked[0]!.fail();
  expect(troubles.tell.mock.calls.map(([{ kind }]) => kind)).toEqual(["away"]);
  act(() => troubles.tell.mock.calls[0]![1]());
  expect(asked[1]!.body.text).toBe("It opened.");
  act(() => state.last.cancelCheck());
  expect([asked[1]!.stopped(), state.last.checking, state.last.reading.checked]).toEqual([true, 0, null]);
  expect(troubles.tell).toHaveBeenCalledOnce();
});
