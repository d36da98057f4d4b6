import { expect, test } from "vitest";
import { tellStory } from "../page/story";
import { ANSWER, cite, risen } from "../testing/stories";
import { citeWithOpposed, findOpposed, sortPlaces } from "./opposed";

test("the sides that the group's own sentence does not stand on dispute it, whichever comes first", () => {
  const [conflict] = ANSWER.conflicts!;
  const turned = { ...ANSWER, conflicts: [{ ...conflict!, sides: conflict!.sides.toReversed() }] };
  for (const answer of [ANSWER, turned])
    expect(
      findOpposed(answer)
        .get("g1")!
        .map(({ article_id, role }) => `${article_id} ${role}`),
    ).toEqual(["w disputing"]);
});

test("a related place that a conflict names is cited as disputing, once", () => {
  const sentence = {
    ...ANSWER.sentences[0]!,
    citations: [cite(0, 0, 29, "representative"), cite(2, 0, 23, "related")],
  };
  const cited = citeWithOpposed(sentence, [{ ...cite(2, 0, 23, "supporting"), role: "disputing" }]);
  expect(cited.map(({ article_id, role }) => `${article_id} ${role}`)).toEqual(["n representative", "w disputing"]);
});

test("who tells an earlier step of an update has an older version, and does not report what has taken its place", () => {
  const told = risen();
  expect(told.rows[0]!.states).toEqual(["older", "older", "supporting"]);
  expect(told.rows[0]!.tally).toEqual({ reports: 1, all: 1, disputing: 0, older: 2, newer: 0 });
  expect(told.rows[0]!.earliest).toBe(2);
  expect(sortPlaces(told.cited[0]!).map(({ article_id, role }) => `${article_id} ${role}`)).toEqual([
    "w representative",
    "n older",
    "s older",
  ]);
});

test("of a fact that stands on an earlier step, later ones are newer versions", () => {
  const { articles, answer } = risen();
  const told = tellStory(articles, { ...answer, sentences: [], groups: [{ ...answer.groups![0]!, representative: 1 }] });
  expect(told.rows[0]!.states).toEqual(["older", "reports", "newer"]);
  expect(told.rows[0]!.tally).toMatchObject({ reports: 1, older: 1, newer: 1 });
});

test("in the group another value is another version in any case, a clause where it is likelier than not", () => {
  const states = (kind: "state" | "quantity", score: number | null) => risen({ kind, score }).rows[0]!.states;
  expect(states("quantity", 0.3)).toEqual(["older", "older", "supporting"]);
  expect(states("state", 0.6)).toEqual(["older", "older", "supporting"]);
  expect(states("state", 0.4)).toEqual(["related", "related", "supporting"]);
  expect(states("state", null)).toEqual(["older", "older", "supporting"]);
});

test("elsewhere a value alone is one, and only where it is likelier than not", () => {
  const { articles, answer } = risen();
  const [group] = answer.groups!;
  const alone = [{ ...group!, members: group!.members.slice(2), representative: 0 }];
  const states = (kind: "state" | "quantity", score: number) => {
    const conflicts = answer.conflicts!.map((conflict) => ({ ...conflict, kind, score }));
    return tellStory(articles, { ...answer, sentences: [], groups: alone, conflicts }).rows[0]!.states;
  };
  expect(states("quantity", 0.6)).toEqual(["older", "older", "reports"]);
  expect(states("quantity", 0.4)).toEqual(["silent", "silent", "reports"]);
  expect(states("state", 0.9)).toEqual(["silent", "silent", "reports"]);
});

test("a report that tells the newest value beside the older one reports it", () => {
  const { conflicts } = risen().answer;
  const [first, second, third] = conflicts![0]!.sides;
  const both = { ...third!, citations: [...third!.citations, ...second!.citations] };
  expect(risen({ sides: [first!, second!, both] }).rows[0]!.states).toEqual(["older", "related", "supporting"]);
});
