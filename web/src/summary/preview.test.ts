import { expect, test } from "vitest";
import type { SummaryAnswer } from "../service/types";
import { ANSWER } from "../testing/stories";
import { preview, tellEnd, tellPreview } from "./preview";

const ALL = 20;
const cutShort = { ...ANSWER, length: { ...ANSWER.length, stop_reason: "length" } } as SummaryAnswer;
const cut = (value: number, source = cutShort) => preview(source, { unit: "words", value }, ALL)!;

test("a cut is told as one, and that the service is on it", () => {
  expect(tellPreview(cut(6), "extractive", false)).toBe("Cut here; the service is cutting it, too.");
  expect(tellPreview(cut(6), "abstractive", false)).toBe(
    "Cut here; the service is cutting it, too. The rewrite is still to come.",
  );
});

test("where all at hand is shown and there may be more, that is told; not where nothing is left to say", () => {
  expect(tellPreview(cut(60), "extractive", false)).toBe("All that is at hand; the service looks for more.");
  expect(tellPreview(cut(60, ANSWER), "extractive", false)).toBe("Nothing more is left to say.");
});

test("in an exported file no service is on it", () => {
  expect(tellPreview(cut(6), "abstractive", true)).toBe("Cut in this file: the next sentence would not fit.");
  expect(tellPreview(cut(60), "extractive", true)).toBe("This file holds nothing longer.");
});

test("an answer that could not be cut says so in a file, and otherwise why it ends", () => {
  const [asked, other] = [60, 20].map((value) => ({ unit: "words" as const, value }));
  expect(tellEnd(cutShort, other!, true)).toBe("This file holds no cut of that length.");
  expect(tellEnd(cutShort, asked!, true)).toBe("The next sentence would not fit.");
  expect(tellEnd(ANSWER, other!, false)).toBe("Nothing more is left to say.");
});
