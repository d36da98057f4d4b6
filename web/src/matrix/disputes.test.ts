import { expect, test } from "vitest";
import { ANSWER, cite } from "../testing/stories";
import { citeWithDisputes, findDisputes } from "./disputes";

test("the sides that the group's own sentence does not stand on dispute it, whichever comes first", () => {
  const [conflict] = ANSWER.conflicts!;
  const turned = { ...ANSWER, conflicts: [{ ...conflict!, sides: conflict!.sides.toReversed() }] };
  for (const answer of [ANSWER, turned])
    expect(
      findDisputes(answer)
        .get("g1")!
        .map(({ article_id }) => article_id),
    ).toEqual(["w"]);
});

test("a related place that a conflict names is cited as disputing, once", () => {
  const sentence = {
    ...ANSWER.sentences[0]!,
    citations: [cite(0, 0, 29, "representative"), cite(2, 0, 23, "related")],
  };
  const cited = citeWithDisputes(sentence, [cite(2, 0, 23, "supporting")]);
  expect(cited.map(({ article_id, role }) => `${article_id} ${role}`)).toEqual(["n representative", "w disputing"]);
});
