// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { Conflict } from "../service/types";
import { show } from "../testing/show";
import { risen } from "../testing/stories";
import { UpdateLine } from "./UpdateLine";

const CLAUSES = ["The mayor said that he would stay", "The mayor has stepped aside", "Voters chose a new mayor"];

function draw(part: Partial<Conflict> = {}): HTMLElement {
  const told = risen(part);
  return show(<UpdateLine story={told} conflict={told.answer.conflicts![0]!} go={() => undefined} />);
}

const texts = (root: HTMLElement, selector: string): string[] =>
  [...root.querySelectorAll(selector)].map((one) => one.textContent!);

test("values are steps on a line of time, each with its moment and its outlets", () => {
  const root = draw();
  expect(root.querySelector("h3")!.textContent!.trim()).toBe("how many died");
  expect(texts(root, ".value")).toEqual(["3 people", "Twelve people", "14 people"]);
  expect(texts(root, "time")).toEqual(["4 Mar 2025, 08:00", "5 Mar 2025, 08:00", "6 Mar 2025, 08:00"]);
  expect(texts(root, ".speakers")).toEqual(["North", "South", "West"]);
  expect(texts(root, ".newest .value")).toEqual(["14 people"]);
  expect(root.querySelector(".worded")).toBeNull();
});

test("clauses stand below each other, be they as short as a value may be", () => {
  const sides = risen().answer.conflicts![0]!.sides.map((side, place) => ({ ...side, value: CLAUSES[place]! }));
  const root = draw({ kind: "state", sides, statement: "What was reported may have changed: “…” (North)." });
  expect(root.querySelector(".update")!.className).toContain("worded");
  expect(texts(root, ".value.quoted")).toEqual(CLAUSES);
  expect(root.querySelector("h3")!.textContent!.trim()).toBe("What was reported may have changed");
});

test("what a value is of is told whether it is sure to have moved or not", () => {
  const statement = "Reports of the share (offer) may have changed: 3.5 per cent (North), then 4.2% (South).";
  expect(draw({ statement, score: 0.4 }).querySelector("h3")!.firstChild!.textContent).toBe("share: offer");
});
