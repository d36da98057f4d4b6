// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { useState } from "preact/hooks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawHook } from "../testing/hooks";
import { story } from "../testing/stories";
import { useHeld } from "./useHeld";

const STORY = story();
const go = vi.fn();
let wide: boolean;

beforeEach(() => {
  go.mockClear();
  wide = true;
  vi.stubGlobal("matchMedia", () => ({ matches: wide }));
});
afterEach(() => vi.unstubAllGlobals());

const draw = (first: string | null = null) =>
  drawHook(() => {
    const [text, pin] = useState(first);
    return { text, ...useHeld(STORY, text, pin, go) };
  });

test("a sentence is held by its words, and one is led to its first place where that takes nothing away", () => {
  const reader = draw();
  act(() => reader.last.hold(0));
  expect([reader.last.text, reader.last.pinned]).toEqual(["The bridge opened on Tuesday.", 0]);
  const { held } = reader.last;
  expect([held.length, go.mock.calls]).toEqual([3, [[held[0]!.article_index, held[0]!.start]]]);
  wide = false;
  act(() => reader.last.hold(1));
  expect([reader.last.pinned, go.mock.calls.length]).toEqual([1, 1]);
});

test("a sentence that the summary has no more holds nothing, and nowhere is walked to", () => {
  const reader = draw("It cost nothing.");
  act(() => reader.last.walk(1));
  expect([reader.last.pinned, reader.last.held, go.mock.calls.length]).toEqual([null, [], 0]);
});

test("one walks around the places, on from where one went", () => {
  const reader = draw("The bridge opened on Tuesday.");
  const { held } = reader.last;
  act(() => reader.last.walk(-1));
  expect([reader.last.step, go.mock.lastCall]).toEqual([2, [held[2]!.article_index, held[2]!.start]]);
  act(() => reader.last.walk(1));
  expect(reader.last.step).toBe(0);
  act(() => reader.last.goTo(held[1]!.article_index, held[1]!.start));
  expect([reader.last.step, go.mock.calls.length]).toEqual([1, 3]);
  act(() => reader.last.goTo(0, 30));
  expect([reader.last.step, go.mock.lastCall]).toEqual([1, [0, 30]]);
  act(() => reader.last.hold(0));
  expect(reader.last.step).toBe(0);
});
