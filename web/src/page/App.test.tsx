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
    const badge = [...root.querySelectorAll<HTMLElement>("nav a")].find((link) => link.textContent!.startsWith("Changed and disputed"))!;
    expect(badge.title).toBe(badge.querySelector(".hidden")?.textContent.slice(2) ?? "");
    return [badge.textContent!, root.querySelector(".former strong")?.textContent ?? "", root.querySelector(".former button")?.textContent ?? ""];
  };
  expect(told({ articles: ARTICLES })).toEqual(["Changed and disputed1: 1 contradiction; no updates", "", ""]);
  const mark = "Not of the articles as they are now.";
  expect(told({ articles: [ARTICLES[0]!], answered: ARTICLES })).toEqual(["Changed and disputed", mark, "Summarize anew"]);
  expect(told({ articles: [], answered: ARTICLES })).toEqual(["Changed and disputed", mark, ""]);
});
