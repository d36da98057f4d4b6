// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Trouble } from "../service/ask";
import { drawHook } from "../testing/hooks";
import { holdQuestions, pass } from "../testing/service";
import { useTrouble } from "./useTrouble";

const AWAY = new Trouble("The service does not answer", [], "away", true);
const WRONG = new Trouble("Invalid request", [], "invalid-request");

let ready: boolean;
const isReady = vi.fn(() => ready);

beforeEach(() => {
  vi.useFakeTimers();
  ready = false;
  isReady.mockClear();
  holdQuestions(isReady);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a service that is away is asked again as soon as it is ready", async () => {
  const troubles = drawHook(useTrouble);
  const retry = vi.fn(() => troubles.last.clear());
  act(() => troubles.last.tell(AWAY, retry));
  await pass(4000);
  expect([retry.mock.calls.length, troubles.last.trouble]).toEqual([0, AWAY]);
  ready = true;
  await pass(2000);
  expect([retry.mock.calls.length, troubles.last.trouble]).toEqual([1, null]);
  await pass(10_000);
  expect([retry.mock.calls.length, isReady.mock.calls.length]).toEqual([1, 3]);
});

test("what waiting does not mend is asked again by the reader alone, and only the last question", async () => {
  ready = true;
  const troubles = drawHook(useTrouble);
  const [former, last] = [vi.fn(), vi.fn()];
  act(() => troubles.last.tell(AWAY, former));
  act(() => troubles.last.tell(WRONG, last));
  await pass(10_000);
  expect(last).not.toHaveBeenCalled();
  troubles.last.retry();
  expect([former.mock.calls.length, last.mock.calls.length]).toEqual([0, 1]);
});
