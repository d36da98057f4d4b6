// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { story } from "../testing/stories";
import { SupportMark } from "./SupportMark";

test("a mark shows a shape for each article and says the count in words", () => {
  const told = story();
  const root = show(
    <SupportMark story={told} sentence={told.answer.sentences[0]!} place={0} held={false} hold={() => undefined} />,
  );
  expect([...root.querySelectorAll(".of, .more")].map((words) => words.textContent)).toEqual([
    "2 independent of 3 say all of it",
    "1 says otherwise",
  ]);
  expect([...root.querySelectorAll(".glyph")].map((glyph) => glyph.getAttribute("class"))).toEqual([
    "glyph supporting",
    "glyph supporting",
    "glyph disputing",
  ]);
  expect(root.querySelector("button")!.getAttribute("aria-label")).toContain("1 says otherwise");
});

test("where all who report a fact say all of it, one count is told", () => {
  const told = story();
  const root = show(
    <SupportMark story={told} sentence={told.answer.sentences[1]!} place={1} held={false} hold={() => undefined} />,
  );
  expect(root.textContent!.trim()).toBe("1 independent of 3 says all of it");
});
