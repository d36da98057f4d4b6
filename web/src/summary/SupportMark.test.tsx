// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { risen, story } from "../testing/stories";
import { SupportMark } from "./SupportMark";

test("a mark shows a shape for each article and says the count in words", () => {
  const told = story();
  const root = show(
    <SupportMark story={told} sentence={told.answer.sentences[0]!} place={0} held={false} hold={() => undefined} />,
  );
  expect([...root.querySelectorAll(".of, .more")].map((words) => words.textContent)).toEqual([
    "2 independent sources report it",
    "all in every detail",
    "1 says otherwise",
  ]);
  expect([...root.querySelectorAll(".glyph")].map((glyph) => glyph.getAttribute("class"))).toEqual([
    "glyph supporting",
    "glyph supporting",
    "glyph disputing",
  ]);
  expect(root.querySelector("button")!.getAttribute("aria-label")).toContain("1 says otherwise");
});

test("how many report a fact stands before how many of them leave nothing out", () => {
  const whole = story();
  const [first, second] = whole.rows;
  const told = { ...whole, rows: [first!, { ...second!, tally: { reports: 5, all: 1, disputing: 0, older: 0, newer: 0 } }] };
  const root = show(
    <SupportMark story={told} sentence={told.answer.sentences[1]!} place={1} held={false} hold={() => undefined} />,
  );
  expect([...root.querySelectorAll(".words > span")].map((words) => words.textContent)).toEqual(["5 independent sources report it", "1 in every detail"]);
  expect(root.querySelector("button")!.getAttribute("aria-label")).toContain("5 independent sources report it, 1 in every detail.");
});

test("who has an older version is told apart from those who report it", () => {
  const told = risen();
  const root = show(
    <SupportMark story={told} sentence={told.answer.sentences[0]!} place={0} held={false} hold={() => undefined} />,
  );
  expect([...root.querySelectorAll(".words > span")].map((words) => words.textContent)).toEqual([
    "1 independent source reports it",
    "in every detail",
    "2 have an older version",
  ]);
  expect([...root.querySelectorAll(".glyph")].map((glyph) => glyph.getAttribute("class"))).toEqual([
    "glyph older",
    "glyph older",
    "glyph supporting",
  ]);
});
