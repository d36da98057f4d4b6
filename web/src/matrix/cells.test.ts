import { expect, test } from "vitest";
import { buildRows } from "./cells";
import { listHeads } from "./heads";
import { filterRows, sortRows } from "./sorting";
import { countOwn } from "./standing";
import { tellStory } from "../page/story";
import { ANSWER, ARTICLES, story } from "../testing/stories";

test("a cell says what its outlet says: all of it, otherwise, or nothing", () => {
  expect(story().rows.map(({ states }) => states)).toEqual([
    ["supporting", "supporting", "disputing"],
    ["supporting", "silent", "silent"],
  ]);
});

test("members of a group outside the summary are reports that nobody judged", () => {
  const rows = buildRows({ ...ANSWER, sentences: [], conflicts: [] }, [0, 0, 0], story().columns);
  expect(rows[0]!.states).toEqual(["reports", "reports", "reports"]);
});

test("rows are sorted by time and by what a source says, and filtered", () => {
  const told = story();
  const heads = listHeads(told, []);
  const ids = (by: "time" | "source", column: string, filter: "all" | "single" | "disputed") =>
    sortRows(filterRows(told, filter), heads, { by, column }).map(({ group }) => group.id);
  expect(ids("time", "", "all")).toEqual(["g1", "g2"]);
  expect(ids("source", "n", "single")).toEqual(["g2"]);
  expect(ids("source", "w", "disputed")).toEqual(["g1"]);
});

test("an outlet with a sentence in a near group may report it, and is told neither as silent nor as telling", () => {
  const [first, second] = ANSWER.groups!;
  const near = [{ group_id: "g1", score: 0.3 }];
  const told = tellStory(ARTICLES, { ...ANSWER, groups: [first!, { ...second!, near }] });
  expect(told.rows[1]!.states).toEqual(["supporting", "near", "near"]);
  expect(filterRows(told, "single")).toEqual([]);
  expect(countOwn(told)).toEqual([0, 0, 0]);
  expect(countOwn(story())).toEqual([1, 0, 0]);
});

test("of the outlets that are looked at, rows are shown which one of them tells", () => {
  const told = story();
  const ids = (...picked: number[]) =>
    filterRows(told, "all", new Set(picked)).map(({ group }) => group.id);
  expect(ids(1)).toEqual(["g1"]);
  expect(ids(1, 0)).toEqual(["g1", "g2"]);
});
