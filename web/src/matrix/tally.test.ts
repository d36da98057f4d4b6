import { expect, test } from "vitest";
import { tellStory } from "../page/story";
import type { SummaryAnswer } from "../service/types";
import { ANSWER, ARTICLES, cite, risen, story } from "../testing/stories";
import { listHeads } from "./heads";
import { filterRows, sortRows } from "./sorting";

const tallyOf = (part: Partial<SummaryAnswer>) => tellStory(ARTICLES, { ...ANSWER, ...part }).rows.map(({ tally }) => tally);

test("who says otherwise is not among those who report it", () => {
  expect(story().rows[0]!.tally).toEqual({ reports: 2, all: 2, disputing: 1, older: 0, newer: 0 });
});

test("what a conflict sets against a sentence does not say all of it, though it was cited so", () => {
  const [first, second] = ANSWER.sentences;
  const citations = [cite(0, 0, 29, "representative"), cite(2, 0, 23, "supporting")];
  expect(tallyOf({ sentences: [{ ...first!, citations }, second!] })[0]).toEqual({ reports: 2, all: 1, disputing: 1, older: 0, newer: 0 });
});

test("an article outside the group that its sentence cites reports it, too; without the sentence nobody knows", () => {
  const [first, second] = ANSWER.sentences;
  const citations = [...second!.citations, cite(1, 0, 29, "supporting")];
  const coverage = { articles: 2, sources: 2, independent_sources: 2 };
  expect(tallyOf({ sentences: [first!, { ...second!, citations, coverage }] })[1]).toEqual({ reports: 2, all: 2, disputing: 0, older: 0, newer: 0 });
  expect(tallyOf({ sentences: [first!] })[1]).toEqual({ reports: 1, all: null, disputing: 0, older: 0, newer: 0 });
});

test("an article whose own sentence stands for the fact reports it, though it says otherwise, too", () => {
  const [conflict] = ANSWER.conflicts!;
  const [opened, shut] = conflict!.sides;
  const sides = [opened!, { ...shut!, citations: [...shut!.citations, cite(0, 30, 49, "disputing")] }];
  expect(tallyOf({ conflicts: [{ ...conflict!, sides }] })[0]).toEqual({ reports: 2, all: 2, disputing: 1, older: 0, newer: 0 });
});

test("one dispute of two facts is one disputed fact, the best ranked", () => {
  const [conflict] = ANSWER.conflicts!;
  const [opened, shut] = conflict!.sides;
  const sides = [{ ...opened!, citations: [cite(1, 0, 29, "supporting")] }, shut!];
  const groups = ANSWER.groups!.map((group, place) => ({
    ...group,
    members: [ANSWER.groups![0]!.members[place + 1]!],
    representative: 0,
    coverage: { articles: 1, sources: 1, independent_sources: 1 },
  }));
  const told = tellStory(ARTICLES, { ...ANSWER, sentences: [], groups, conflicts: [{ ...conflict!, group_ids: ["g1", "g2"], sides }] });
  expect(told.rows.map(({ states }) => states)).toEqual([
    ["silent", "reports", "disputing"],
    ["silent", "disputing", "reports"],
  ]);
  expect(filterRows(told, "disputed").map(({ group }) => group.id)).toEqual(["g1"]);
});

test("of facts that as many report, those come first that others speak of otherwise", () => {
  const [row] = risen().rows;
  const alone = { ...row!, group: { ...row!.group, id: "g2" }, tally: { ...row!.tally, older: 0 } };
  const sorted = sortRows([alone, row!], [], { by: "coverage", column: "" });
  expect(sorted.map(({ group }) => group.id)).toEqual(["g1", "g2"]);
});

test("by coverage, the facts that most report come first", () => {
  const told = story();
  const rows = told.rows.map((row, place) => ({ ...row, tally: { ...row.tally, reports: place + 1 } }));
  expect(sortRows(rows, listHeads(told, []), { by: "coverage", column: "" }).map(({ group }) => group.id)).toEqual(["g2", "g1"]);
});
