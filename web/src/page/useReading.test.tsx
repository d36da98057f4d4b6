// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Options, Reading, SummaryAnswer } from "../service/types";
import { show } from "../testing/show";
import { ANSWER, ARTICLES } from "../testing/stories";
import { NOTHING_READ } from "./store";
import { useReading, type ReadingState } from "./useReading";

const FIRST: Reading = {
  ...NOTHING_READ,
  articles: ARTICLES,
  answer: { ...ANSWER, length: { ...ANSWER.length, stop_reason: "length" } },
};
const SETTLED_MS = 300;

let state: ReadingState;
let asked: { body: Options & { articles: unknown[] }; answer: (answer: SummaryAnswer) => Promise<void> }[];

function Probe() {
  state = useReading(FIRST, false);
  return null;
}

const shownWords = (): number | undefined => state.shown?.length.actual;
const settle = (): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(SETTLED_MS)));

/** The answer that a service would give, told from others by its name. */
const answerWith = (id: string): SummaryAnswer => ({ ...ANSWER, id });

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  vi.stubGlobal("fetch", (_: string, { body, signal }: { body: string; signal: AbortSignal }) => {
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
      asked.push({
        body: JSON.parse(body) as Options & { articles: unknown[] },
        answer: (answer) =>
          act(async () => {
            resolve({ ok: true, headers: new Headers(), json: () => Promise.resolve(answer) });
            await vi.advanceTimersByTimeAsync(0);
          }),
      });
    });
  });
  show(<Probe />);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a question that another one replaces leaves the cut of the other as it is shown", async () => {
  act(() => state.setLength({ unit: "words", value: 6 }));
  await settle();
  act(() => state.setLength({ unit: "words", value: 5 }));
  await settle();
  expect(asked).toHaveLength(2);
  expect([state.previewed, shownWords()]).toEqual([true, 5]);
  await asked[1]!.answer(answerWith("sum_5"));
  expect([state.previewed, state.shown?.id]).toEqual([false, "sum_5"]);
});

test("an answer that comes while the slider moves on does not take it back", async () => {
  act(() => state.setLength({ unit: "words", value: 9 }));
  await settle();
  act(() => state.setLength({ unit: "words", value: 6 }));
  await asked[0]!.answer(answerWith("sum_9"));
  expect(state.reading.options.length.value).toBe(6);
  expect([state.previewed, shownWords()]).toEqual([true, 5]);
});

test("an order chosen while the slider rests is asked for with the length, once", async () => {
  act(() => state.setLength({ unit: "sentences", value: 1 }));
  act(() => state.setOptions({ order: "coverage" }));
  await settle();
  expect(asked.map(({ body }) => [body.order, body.length])).toEqual([["coverage", { unit: "sentences", value: 1 }]]);
});

test("articles that are changed while others are asked about stay changed, and the answer knows its own", async () => {
  act(() => void state.setOptions({ order: "coverage" }));
  act(() => state.setArticles((articles) => articles.slice(1)));
  await asked[0]!.answer(answerWith("sum_3"));
  expect(state.reading.articles).toHaveLength(2);
  expect(state.answered).toHaveLength(3);
  act(() => void state.check("The bridge opened."));
  expect(asked[1]!.body.articles).toHaveLength(3);
});

test("the longest summary is asked for once, however often the slider is pointed at", () => {
  act(() => void state.foresee());
  act(() => void state.foresee());
  expect(asked.map(({ body }) => body.length.value)).toEqual([400]);
});
