import { expect, test } from "vitest";
import { compareWords, foldCopies } from "./wording";

const own = (one: string, other: string): string =>
  compareWords(one, other)
    .filter((word) => word.own)
    .map((word) => word.text.trim())
    .join(" ");

test("words that the other wording lacks are marked, in its order", () => {
  expect(own("The bridge reopened late on Tuesday.", "On Tuesday the bridge reopened.")).toBe("late on Tuesday.");
});

test("case and punctuation make no difference, a figure does", () => {
  expect(own("“Twelve” people died, 31% of them.", "twelve people died 13% of them")).toBe("31%");
});

test("the words together are the wording", () => {
  const wording = "  A  b\nc ";
  expect(
    compareWords(wording.trimStart(), "x")
      .map(({ text }) => text)
      .join(""),
  ).toBe(wording.trimStart());
});

test("members of one origin are folded, the representative first, originals before copies", () => {
  const member = (article_index: number, origin: string) => ({
    article_id: "",
    article_index,
    start: 0,
    end: 1,
    text: "t",
    similarity: 1,
    origin,
  });
  const members = [member(1, "o2"), member(0, "o1"), member(2, "o1"), member(3, "o2")];
  expect(foldCopies(members, members[2]!, (article) => article === 1).map((copies) => copies.map(({ article_index }) => article_index))).toEqual([
    [2, 0],
    [3, 1],
  ]);
});
