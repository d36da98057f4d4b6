// @vitest-environment happy-dom
import { useRef } from "preact/hooks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Place } from "../page/ReadView";
import { pass } from "../testing/service";
import { show } from "../testing/show";
import { useLanding } from "./useLanding";

function Shelf({ place }: { place: Place | null }) {
  const shelf = useRef<HTMLDivElement>(null);
  useLanding(shelf, place);
  return (
    <div ref={shelf}>
      {[0, 1].map((article) => (
        <p key={article} data-article={article}>
          {[5, 30].map((start) => (
            <span key={start} data-at={start}>
              {article}:{start}
            </span>
          ))}
        </p>
      ))}
    </div>
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const landed = (root: HTMLElement): string[] => [...root.querySelectorAll(".landed")].map((one) => one.textContent!);

test("the sentence that a place stands in is marked for a while, else the article's first", async () => {
  const root = show(<Shelf place={null} />);
  expect(landed(root)).toEqual([]);
  for (const [start, where] of [
    [40, "1:30"],
    [29, "1:5"],
    [0, "1:5"],
  ] as const) {
    show(<Shelf place={{ article: 1, start, at: start }} />, root);
    await pass(1000);
    expect(landed(root)).toContain(where);
    await pass(1600);
    expect(landed(root)).not.toContain(where);
  }
});
