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

test("ticked outlets are looked at, all where none is; what is gone to is taken in", () => {
  const root = show(<Probe />);
  const chosen = (): string => root.querySelector("summary")!.textContent!;
  expect(chosen()).toBe("Outlets: all");
  act(() => picking.include(2));
  expect(chosen()).toBe("Outlets: all");
  act(() => root.querySelectorAll("input")[1]!.click());
  expect([chosen(), [...picking.picked!]]).toEqual(["Outlets: 1 of 3", [1]]);
  act(() => picking.include(2));
  expect([...picking.picked!]).toEqual([1, 2]);
  act(() => root.querySelector("button")!.click());
  expect([chosen(), picking.picked]).toEqual(["Outlets: all", null]);
});

test("a key opens the choice and leads into it", () => {
  const root = show(<Probe />);
  act(() => void dispatchEvent(new KeyboardEvent("keydown", { key: "o" })));
  expect(root.querySelector("details")!.open).toBe(true);
  expect(document.activeElement).toBe(root.querySelector("input"));
});
