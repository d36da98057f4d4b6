import { expect, test } from "vitest";
import { ANSWER, ARTICLES } from "../testing/stories";
import { convert, countAll, countWords, measure, tellLength } from "./lengths";

const TEXTS = ["The bridge opened on Tuesday.", "It cost 31 million."];

test("words are counted as the service counts them", () => {
  expect(countWords("  It cost\n31 million. ")).toBe(4);
  expect(countWords("橋は火曜日に opened.")).toBe(7);
  expect(measure(["a 😀"], "characters", 1)).toBe(3);
  expect(countAll(ARTICLES, ANSWER)).toBe(9 + 5 + 7);
});

test("another unit takes what is shown, up to the slider's next step", () => {
  expect(convert(TEXTS, "sentences", 100)).toEqual({ unit: "sentences", value: 2 });
  expect(convert(Array(10).fill(TEXTS[0]), "characters", 100)).toEqual({ unit: "characters", value: 300 });
  expect(convert(TEXTS, "fraction", 130)).toEqual({ unit: "fraction", value: 0.07 });
  expect(convert(TEXTS, "words", 100)).toEqual({ unit: "words", value: 20 });
});

test("a length is told in words", () => {
  expect(tellLength({ unit: "sentences", value: 1 })).toBe("1 sentence");
  expect(tellLength({ unit: "characters", value: 1250 })).toBe("1,250 characters");
  expect(tellLength({ unit: "fraction", value: 0.0492 })).toBe("4.9% of the articles");
});
