// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { story } from "../testing/stories";
import { OutletFilter } from "./OutletFilter";
import { usePicked, type Picking } from "./usePicked";

let picking: Picking;

function Probe() {
  const told = story();
  picking = usePicked(told.articles);
  return <OutletFilter story={told} picking={picking} />;
}

test("ticked outlets are looked at, all at first; what is gone to is taken in", () => {
  const root = show(<Probe />);
  const chosen = (): string => root.querySelector("summary")!.textContent!;
  const ticked = (): boolean[] => [...root.querySelectorAll("input")].map((box) => box.checked);
  expect(chosen()).toBe("Outlets: all");
  act(() => picking.include(2));
  expect(chosen()).toBe("Outlets: all");
  expect(ticked()).toEqual([true, true, true]);
  act(() => root.querySelectorAll("input")[1]!.click());
  expect([chosen(), ticked()]).toEqual(["Outlets: 2 of 3", [true, false, true]]);
  act(() => root.querySelectorAll("input")[1]!.click());
  expect([chosen(), picking.picked]).toEqual(["Outlets: all", null]);
  act(() => root.querySelectorAll<HTMLElement>(".row button")[1]!.click());
  expect([chosen(), ticked(), [...picking.picked!]]).toEqual(["Outlets: 1 of 3", [false, true, false], [1]]);
  act(() => picking.include(2));
  expect([...picking.picked!]).toEqual([1, 2]);
  act(() => root.querySelector<HTMLElement>("fieldset > button")!.click());
  expect([chosen(), picking.picked]).toEqual(["Outlets: all", null]);
});

test("a key opens the choice and leads into it", () => {
  const root = show(<Probe />);
  act(() => void dispatchEvent(new KeyboardEvent("keydown", { key: "o" })));
  expect(root.querySelector("details")!.open).toBe(true);
  expect(document.activeElement).toBe(root.querySelector("input"));
});
