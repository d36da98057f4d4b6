import { expect, test } from "vitest";
import { ANSWER } from "../testing/stories";
import type { LengthUnit } from "../service/types";
import { recut } from "./recut";

const ALL = 20;
const cut = (value: number, unit: LengthUnit = "words") => recut(ANSWER, { unit, value }, ALL);

test("what was chosen first stays, as long as it fits", () => {
  expect(cut(9)?.sentences).toHaveLength(2);
  const short = cut(6)!;
  expect(short.summary).toBe("The bridge opened on Tuesday.");
  expect(short.groups?.map((group) => group.in_summary)).toEqual([true, false]);
  expect(short.length.actual).toBe(5);
});

test("every unit is cut in: sentences, characters with the space between, a share of the articles' words", () => {
  expect([1, 2].map((value) => cut(value, "sentences")?.sentences.length)).toEqual([1, 2]);
  const lengths = (values: number[], unit: LengthUnit) => values.map((value) => cut(value, unit)?.length.actual);
  expect(lengths([18, 28, 29, 48, 49], "characters")).toEqual([undefined, 19, 29, 29, 49]);
  expect(lengths([0.19, 0.24, 0.25, 0.44, 0.45], "fraction")).toEqual([undefined, 0.2, 0.25, 0.25, 0.45]);
});

test("where no sentence fits, or no order is known, nothing is cut", () => {
  expect(cut(2)).toBeNull();
  const unexplained = ANSWER.sentences.map(({ explanation: _, ...sentence }) => sentence);
  expect(recut({ ...ANSWER, sentences: unexplained }, { unit: "words", value: 9 }, ALL)).toBeNull();
});
