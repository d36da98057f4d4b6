// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawHook } from "../testing/hooks";
import { pass } from "../testing/service";
import { NOTHING_READ, restore } from "./store";
import { useKeptReading } from "./useKeptReading";

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
});
afterEach(() => {
  sessionStorage.clear();
  vi.useRealTimers();
});

const draw = (offline: boolean) => drawHook(() => useKeptReading(NOTHING_READ, offline));

test("a change goes on from the one before, drawn or not", () => {
  const kept = draw(false);
  act(() => {
    kept.last.change({ draft: "A." });
    kept.last.change({ asked: "cost" });
    expect(kept.last.reading).toBe(NOTHING_READ);
    expect(kept.last.latest.current).toMatchObject({ draft: "A.", asked: "cost" });
  });
  expect(kept.last.reading).toMatchObject({ draft: "A.", asked: "cost" });
});

test("what is typed is kept as soon as typing rests, and not before", async () => {
  const kept = draw(false);
  act(() => kept.last.change({ draft: "A" }));
  await pass(200);
  act(() => kept.last.change({ draft: "A." }));
  await pass(200);
  expect(restore().draft).toBe("");
  await pass(100);
  expect(restore().draft).toBe("A.");
});

test("who leaves the page finds what was typed last", () => {
  const kept = draw(false);
  act(() => kept.last.change({ draft: "A." }));
  dispatchEvent(new Event("pagehide"));
  expect(restore().draft).toBe("A.");
});

test("an exported page keeps nothing", async () => {
  const kept = draw(true);
  act(() => kept.last.change({ draft: "A." }));
  await pass(1000);
  dispatchEvent(new Event("pagehide"));
  expect(restore()).toBe(NOTHING_READ);
});
