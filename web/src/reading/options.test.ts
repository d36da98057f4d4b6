import { beforeEach, expect, test, vi } from "vitest";
import type { Reading } from "../service/types";
import type { Preview } from "../summary/preview";
import { ANSWER, ARTICLES } from "../testing/stories";
import { handleOptions } from "./options";
import { NOTHING_READ } from "./store";

const READ: Reading = { ...NOTHING_READ, articles: ARTICLES, answer: ANSWER };
const summarizing = { summarize: vi.fn(() => Promise.resolve()), summarizeSoon: vi.fn() };
const showCut = vi.fn();

beforeEach(() => vi.clearAllMocks());

function handle({ reading = READ, previewed = null as Preview | null, offline = false } = {}) {
  const latest = { current: reading };
  const change = (part: Partial<Reading>): void => void (latest.current = { ...latest.current, ...part });
  const previewing = { previewed, showCut };
  return { latest, ...handleOptions({ kept: { latest, change }, previewing, summarizing, offline }) };
}

test("a choice is asked for where there is an answer and a service", () => {
  const { latest, setOptions } = handle();
  setOptions({ order: "coverage" });
  expect([latest.current.options.order, summarizing.summarize.mock.calls.length]).toEqual(["coverage", 1]);
  handle({ reading: { ...READ, answer: null } }).setOptions({ order: "coverage" });
  handle({ offline: true }).setOptions({ order: "coverage" });
  expect(summarizing.summarize).toHaveBeenCalledOnce();
});

test("a length is cut at once and asked for soon; in a file it is cut alone", () => {
  const { latest, setLength } = handle();
  setLength({ unit: "words", value: 5 });
  expect([showCut.mock.calls, summarizing.summarizeSoon.mock.calls.length]).toEqual([[[latest.current.options]], 1]);
  handle({ offline: true }).setLength({ unit: "words", value: 5 });
  expect([showCut.mock.calls.length, summarizing.summarizeSoon.mock.calls.length]).toEqual([2, 1]);
});

test("another unit counts what is shown, which may be a cut", () => {
  const whole = handle();
  whole.setUnit("sentences");
  expect(whole.latest.current.options.length).toEqual({ unit: "sentences", value: 2 });
  const answer = { ...ANSWER, sentences: ANSWER.sentences.slice(0, 1) };
  const cut = handle({ previewed: { answer, end: "cut" } });
  cut.setUnit("sentences");
  expect(cut.latest.current.options.length).toEqual({ unit: "sentences", value: 1 });
  const none = handle({ reading: { ...READ, answer: null } });
  none.setUnit("sentences");
  expect(none.latest.current.options).toBe(READ.options);
});
