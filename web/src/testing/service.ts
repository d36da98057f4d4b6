/** A service in place of `fetch` that keeps questions until a test answers them. */
import { act } from "preact/test-utils";
import { vi } from "vitest";
import type { Options } from "../service/types";

export interface Asked {
  path: string;
  body: Options & { articles: unknown[]; text?: string };
  stopped: () => boolean;
  answer: (answer: object) => Promise<void>;
  /** Ends as where no service is. */
  fail: () => Promise<void>;
}

/** The questions that are asked from now on, but those whether the service is ready, which `isReady` answers. */
export function holdQuestions(isReady: () => boolean = () => true): Asked[] {
  const asked: Asked[] = [];
  const settle = (how: () => void): Promise<void> =>
    act(async () => {
      how();
      await vi.advanceTimersByTimeAsync(0);
    });
  vi.stubGlobal("fetch", (path: string, { body, signal }: { body?: string; signal?: AbortSignal }) => {
    if (!body || !signal) return Promise.resolve({ ok: isReady() });
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
      asked.push({
        path,
        body: JSON.parse(body) as Asked["body"],
        stopped: () => signal.aborted,
        answer: (answer) =>
          settle(() => resolve({ ok: true, headers: new Headers(), json: () => Promise.resolve(answer) })),
        fail: () => settle(() => reject(new TypeError("refused"))),
      });
    });
  });
  return asked;
}

/** Lets so much time pass, with all that happens in it. */
export function pass(milliseconds: number): Promise<void> {
  return act(async () => void (await vi.advanceTimersByTimeAsync(milliseconds)));
}
