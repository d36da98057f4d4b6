// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { ANSWER } from "../testing/stories";
import { countBySureness, sortBySureness, tellDoubt, tellSureness } from "./sureness";
import { Unsure } from "./Unsure";

const [conflict] = ANSWER.conflicts!;
const scored = (id: string, score: number | null = null) => ({ ...conflict!, id, score });

test("the likeliest come first, what no model weighed keeps its place among the sure", () => {
  const sorted = sortBySureness([scored("a", 0.2), scored("b"), scored("c", 0.9), scored("d", 0.9)]);
  expect(sorted.map(({ id }) => id)).toEqual(["b", "c", "d", "a"]);
});

test("only what is as likely none is marked, on the page and in a text", () => {
  const marked = (score: number | null = null): string => show(<Unsure conflict={scored("a", score)} />).textContent!;
  expect([marked(0.49), marked(0.5), marked()]).toEqual(["less sure: 49% likely to be a real contradiction", "", ""]);
  expect([tellSureness(scored("a", 0.49)), tellSureness(scored("a", 0.5))]).toEqual([
    " (less sure: 49% likely to be a real contradiction)",
    "",
  ]);
  expect(tellDoubt({ ...scored("a", 0.153), status: "update" })).toBe("15% likely to be a real change");
});

test("what is as likely none is counted apart", () => {
  const count = (...scores: (number | null)[]): string =>
    countBySureness(scores.map((score) => scored("a", score)), "update");
  expect([count(0.9, null), count(0.9, 0.2), count(0.2, 0.3), count(0.1)]).toEqual([
    "2 updates",
    "1 update, 1 more possible",
    "2 possible updates",
    "1 possible update",
  ]);
});
