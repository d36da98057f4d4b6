// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { GroupPanel } from "../group/GroupPanel";
import { SummaryPane } from "../summary/SummaryPane";
import { show } from "../testing/show";
import { story } from "../testing/stories";
import { Legend } from "./Legend";

const told = (root: HTMLElement): string[] =>
  [...root.querySelectorAll(".legend > span")].map((item) => item.textContent!.trim());

test("every shape has its words, those that report a fact stand together", () => {
  const root = show(<Legend states={["disputing", "supporting", "silent", "related"]} />);
  expect(told(root)).toEqual(["Reports it:", "in every detail", "not in every detail", "says otherwise", "silent"]);
  expect(root.querySelectorAll(".glyph")).toHaveLength(4);
});

test("in an article the words look as what they explain", () => {
  const root = show(<Legend states={["disputing"]} marked />);
  expect(told(root)).toEqual(["says otherwise"]);
  expect(root.querySelector(".sample.disputing")).not.toBeNull();
});

test("summary and panel have the legend of their shapes above them", () => {
  const shown = story();
  const nothing = (): void => undefined;
  const panel = show(<GroupPanel story={shown} row={shown.rows[0]!} close={nothing} go={nothing} />);
  expect(told(panel)).toEqual(["Reports it:", "in every detail", "says otherwise"]);
  const pane = { pinned: null, pointed: null, point: nothing, hold: nothing, go: nothing, openGroup: nothing };
  const summary = show(<SummaryPane story={shown} {...pane} end="" busy={false} />);
  expect(told(summary)).toEqual(["Reports it:", "in every detail", "not in every detail", "says otherwise", "silent"]);
});
