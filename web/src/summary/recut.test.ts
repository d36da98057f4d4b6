import { expect, test } from "vitest";
import { ANSWER } from "../testing/stories";
import { recut } from "./recut";

test("what was chosen first stays, as long as it fits", () => {
  expect(recut(ANSWER, 9)?.sentences).toHaveLength(2);
  const short = recut(ANSWER, 6)!;
  expect(short.summary).toBe("The bridge opened on Tuesday.");
  expect(short.groups?.map((group) => group.in_summary)).toEqual([true, false]);
  expect(short.length.actual).toBe(5);
});

test("where no sentence fits, or no order is known, nothing is cut", () => {
  expect(recut(ANSWER, 2)).toBeNull();
  const unexplained = ANSWER.sentences.map(({ explanation: _, ...sentence }) => sentence);
  expect(recut({ ...ANSWER, sentences: unexplained }, 9)).toBeNull();
});
