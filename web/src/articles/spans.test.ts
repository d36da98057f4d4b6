import { expect, test } from "vitest";
import { cutText, findParagraphs } from "./spans";

test("pieces reproduce the text, and each knows the spans that cover it", () => {
  const pieces = cutText("abcdef", [
    { start: 1, end: 4, name: "one" },
    { start: 3, end: 5, name: "two" },
  ]);
  expect(pieces.map(({ text, spans }) => [text, spans.map(({ name }) => name).join("+")])).toEqual([
    ["a", ""],
    ["bc", "one"],
    ["d", "one+two"],
    ["e", "two"],
    ["f", ""],
  ]);
});

test("spans beyond the text are cut, empty ones left out", () => {
  expect(
    cutText("ab", [
      { start: -3, end: 9 },
      { start: 1, end: 1 },
    ]).map(({ text }) => text),
  ).toEqual(["ab"]);
});

test("offsets count UTF-16 units, so that an emoji is two", () => {
  expect(cutText("😀b", [{ start: 2, end: 3 }]).map(({ text }) => text)).toEqual(["😀", "b"]);
});

test("paragraphs leave out blank lines and keep their places", () => {
  expect(findParagraphs("one\r\n\r\n two\n")).toEqual([
    { start: 0, end: 3 },
    { start: 7, end: 11 },
  ]);
});
