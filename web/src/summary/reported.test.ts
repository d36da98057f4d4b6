import { expect, test } from "vitest";
import { writeMarkdown } from "../export/markdown";
import type { SummarySentence } from "../service/types";
import { story } from "../testing/stories";
import { listReported } from "./reported";

function at(...moments: (string | undefined)[]): SummarySentence[] {
  return moments.map((told_at) => ({ ...story().answer.sentences[0]!, ...(told_at ? { told_at } : {}) }));
}

test("what an older report says has its day", () => {
  expect(listReported(at("2025-03-05T08:00:00Z", "2025-03-03T23:00:00Z", undefined, "2025-03-05T09:00:00Z"))).toEqual(["", "reported 3 Mar 2025", "", ""]);
});

test("reports of one day, and those of no day known, have none", () => {
  expect(listReported(at("2025-03-05T08:00:00Z", "2025-03-05T23:00:00Z"))).toEqual(["", ""]);
  expect(listReported(at(undefined, undefined))).toEqual(["", ""]);
});

test("exports tell the day, too", () => {
  const told = story();
  const [first, ...others] = told.answer.sentences;
  const sentences = [{ ...first!, told_at: "2025-03-03T08:00:00Z" }, ...others.map((one) => ({ ...one, told_at: "2025-03-05T08:00:00Z" }))];
  expect(writeMarkdown({ ...told, answer: { ...told.answer, sentences } })).toContain("*(reported 3 Mar 2025; 2 independent sources report it");
});
