// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { show } from "../testing/show";
import { cite, story } from "../testing/stories";
import { OutletChips } from "./OutletChips";

const told = story();
const chips = (root: HTMLElement): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(".chip")];
const tell = (root: HTMLElement): string[] => chips(root).map((chip) => chip.textContent!.trim());

test("each outlet that is looked at says what it tells of the sentence, and leads to where it does", () => {
  const go = vi.fn();
  const cited = [[cite(0, 30, 49, "representative")], [], []];
  const root = show(<OutletChips story={told} looked={[0, 2]} shown={0} cited={cited} go={go} />);
  expect(tell(root)).toEqual(["North: reports it in every detail", "West: says otherwise"]);
  for (const chip of chips(root)) act(() => chip.click());
  expect(go.mock.calls).toEqual([
    [0, 30],
    [2, 0],
  ]);
});

test("where no sentence is pointed at, no outlet is said to be silent", () => {
  const root = show(<OutletChips story={told} looked={[0, 2]} shown={null} cited={[[], [], []]} go={() => undefined} />);
  expect(tell(root)).toEqual(["North", "West"]);
});
