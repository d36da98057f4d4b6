// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Reading, SummaryAnswer } from "../service/types";
import { drawHook } from "../testing/hooks";
import { holdQuestions, pass, type Asked } from "../testing/service";
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
let asked: Asked[];

function Probe() {
  state = useReading(FIRST, false);
  return null;
}

const shownWords = (): number | undefined => state.shown?.length.actual;
const settle = (): Promise<void> => pass(SETTLED_MS);

/** The answer that a service would give, told from others by its name. */
const answerWith = (id: string): SummaryAnswer => ({ ...ANSWER, id });

beforeEach(() => {
  vi.useFakeTimers();
  asked = holdQuestions();
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
  expect([state.previewed?.end, shownWords()]).toEqual(["cut", 5]);
  await asked[1]!.answer(answerWith("sum_5"));
  expect([state.previewed, state.shown?.id]).toEqual([null, "sum_5"]);
});

test("an answer that comes while the slider moves on does not take it back", async () => {
  act(() => state.setLength({ unit: "words", value: 9 }));
  await settle();
  act(() => state.setLength({ unit: "words", value: 6 }));
  await asked[0]!.answer(answerWith("sum_9"));
  expect(state.reading.options.length.value).toBe(6);
  expect([state.previewed?.end, shownWords()]).toEqual(["cut", 5]);
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

test("the longest summary is not asked for while another one is, nor by a file", () => {
  act(() => void state.setOptions({ order: "coverage" }));
  act(() => void state.foresee());
  expect(asked.map(({ body }) => body.length.value)).toEqual([150]);
  const carried = drawHook(() => useReading(FIRST, true));
  act(() => void carried.last.foresee());
  expect(asked).toHaveLength(1);
});

test("the longest summary is asked for once, however often the slider is pointed at", () => {
  act(() => void state.foresee());
  act(() => void state.foresee());
  expect(asked.map(({ body }) => body.length.value)).toEqual([400]);
});

/** The answer of a server that composed it: nothing tells in which order its sentences were chosen. */
const COMPOSED = {
  ...ANSWER,
  id: "composed",
  mode: "abstractive",
  sentences: ANSWER.sentences.map(({ explanation: _, ...sentence }) => ({ ...sentence, text: "Told anew." })),
} as unknown as SummaryAnswer;

test("of what is rewritten the extract is cut at once, and shown until the rewrite comes", async () => {
  act(() => void state.setOptions({ mode: "abstractive" }));
  await asked[0]!.answer(COMPOSED);
  expect([state.previewed, state.shown?.id]).toEqual([null, "composed"]);
  act(() => state.setLength({ unit: "words", value: 6 }));
  expect([state.previewed?.end, state.shown?.summary]).toEqual(["cut", "The bridge opened on Tuesday."]);
  await settle();
  expect([asked[1]!.body.mode, state.previewed?.end]).toEqual(["abstractive", "cut"]);
  await asked[1]!.answer({ ...COMPOSED, id: "shorter" });
  expect([state.previewed, state.shown?.id]).toEqual([null, "shorter"]);
});

test("of what is rewritten, too, it is the longest extract that is asked for beforehand", async () => {
  act(() => void state.setOptions({ mode: "abstractive" }));
  await asked[0]!.answer(COMPOSED);
  act(() => void state.foresee());
  expect([asked[1]!.body.mode, asked[1]!.body.length.value]).toEqual(["extractive", 400]);
});

test("a longer length shows at once what is known, and more as soon as the longest summary is there", async () => {
  const cut = ANSWER.sentences.slice(0, 1);
  const short = { ...ANSWER, id: "short", summary: cut[0]!.text, sentences: cut, length: { ...FIRST.answer!.length } };
  act(() => state.setLength({ unit: "words", value: 6 }));
  await settle();
  await asked[0]!.answer({ ...short, length: { ...short.length, actual: 5 } });
  act(() => state.setLength({ unit: "words", value: 60 }));
  expect([state.previewed?.end, shownWords()]).toEqual(["at hand", 9]);
  act(() => void state.foresee());
  const more = { ...ANSWER.sentences[1]!, text: "It cost more.", group_id: "g3", explanation: { step: 3 } };
  const sentences = [...ANSWER.sentences, more] as SummaryAnswer["sentences"];
  await asked[1]!.answer({ ...ANSWER, sentences, summary: `${ANSWER.summary} It cost more.` });
  expect([state.previewed?.end, shownWords()]).toEqual(["exhausted", 12]);
  await settle();
  expect(asked[2]!.body.length.value).toBe(60);
});

test("an outlet that is named is asked about at once, and what was verified stays until then", async () => {
  act(() => void state.check("It opened."));
  await asked[0]!.answer({ sentences: [], warnings: [] });
  act(() => state.nameOutlet("s", "The Post"));
  expect(asked[1]!.body.articles[1]).toMatchObject({ id: "s", publisher: "The Post" });
  expect([state.current, state.reading.checked !== null]).toEqual([false, true]);
  await asked[1]!.answer(answerWith("named"));
  expect([state.current, state.reading.checked]).toEqual([true, null]);
});

test("another story takes the place of all that was asked and shown of the one before", async () => {
  act(() => state.setLength({ unit: "words", value: 5 }));
  act(() => void state.check("It opened."));
  act(() => void state.begin(ARTICLES.slice(1)));
  expect([asked[0]!.stopped(), state.shown, state.previewed]).toEqual([true, null, null]);
  await asked[1]!.answer(answerWith("begun"));
  await settle();
  expect([asked.length, asked[1]!.body.length.value, state.shown?.id]).toEqual([2, 5, "begun"]);
});
