import { expect, test } from "vitest";
import { cite, story } from "../testing/stories";
import { findCitedSpan, listMembers } from "./members";

test("a sentence of an article says how many report its fact, and how many say otherwise", () => {
  const [, south, west] = listMembers(story());
  expect([...south!, ...west!].map(({ says }) => says)).toEqual([
    "2 independent sources report it, 1 says otherwise",
    "2 independent sources report it, 1 says otherwise",
  ]);
});

test("a place that a conflict cites is found where no group has it", () => {
  const told = story();
  const bare = { ...told, rows: [], cited: [] };
  expect(findCitedSpan(bare, 2, 0)).toEqual(cite(2, 0, 23, "disputing"));
  expect(findCitedSpan(bare, 2, 7)).toBeNull();
});
