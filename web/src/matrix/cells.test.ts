import { expect, test } from "vitest";
import { buildRows } from "./cells";
import { listHeads } from "./heads";
import { sortRows } from "./sorting";
import { ANSWER, story } from "../testing/stories";

test("a cell says what its outlet says: all of it, otherwise, or nothing", () => {
  expect(story().rows.map(({ states }) => states)).toEqual([
    ["supporting", "supporting", "disputing"],
    ["supporting", "silent", "silent"],
  ]);
});

test("members of a group outside the summary are reports that nobody judged", () => {
  const rows = buildRows({ ...ANSWER, sentences: [], conflicts: [] }, [0, 0, 0]);
  expect(rows[0]!.states).toEqual(["reports", "reports", "reports"]);
});

test("rows are sorted by time and by what a source says, and filtered", () => {
  const told = story();
  const heads = listHeads(told, []);
  const ids = (by: "time" | "source", column: string, filter: "all" | "single" | "disputed") =>
    sortRows(told, heads, { by, column }, filter).map(({ group }) => group.id);
  expect(ids("time", "", "all")).toEqual(["g1", "g2"]);
  expect(ids("source", "n", "single")).toEqual(["g2"]);
  expect(ids("source", "w", "disputed")).toEqual(["g1"]);
});
