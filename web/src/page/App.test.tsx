// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { NOTHING_READ } from "../reading/store";
import { show } from "../testing/show";
import { ANSWER, ARTICLES } from "../testing/stories";
import { App } from "./App";

test("what is of the articles before is marked as such, and its contradictions are not counted", () => {
  const told = (reading: Partial<typeof NOTHING_READ>): string[] => {
    location.hash = "#changes";
    const root = show(<App first={{ ...NOTHING_READ, answer: ANSWER, ...reading }} offline={false} />);
    const badge = [...root.querySelectorAll("nav a")].find((link) => link.textContent!.startsWith("What changed"))!;
    return [badge.textContent!, root.querySelector(".former strong")?.textContent ?? "", root.querySelector(".former button")?.textContent ?? ""];
  };
  expect(told({ articles: ARTICLES })).toEqual(["What changed1", "", ""]);
  const mark = "Not of the articles as they are now.";
  expect(told({ articles: [ARTICLES[0]!], answered: ARTICLES })).toEqual(["What changed", mark, "Summarize anew"]);
  expect(told({ articles: [], answered: ARTICLES })).toEqual(["What changed", mark, ""]);
});
