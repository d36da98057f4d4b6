import { expect, test } from "vitest";
import { tellStory } from "../page/story";
import type { SummaryAnswer } from "../service/types";
import { ANSWER, ARTICLES } from "../testing/stories";
import { tellCopy } from "./copies";

/** What is told of South, which is a copy of North; each with the time it was published at. */
function tell(north: string | null, south: string | null): string {
  const times = [north, south, null];
  const articles = ARTICLES.map((article, place) => ({ ...article, published_at: times[place] ?? null }));
  const reports = ANSWER.articles!.map((report, place) => ({ ...report, copy_of: place === 1 ? "n" : null }));
  return tellCopy(tellStory(articles, { ...ANSWER, articles: reports } as SummaryAnswer), 1);
}

test("a copy says of whom it is one, and by how much the original was earlier", () => {
  expect(tell("2025-03-04T08:00:00Z", "2025-03-04T12:00:00+02:00")).toBe("copy of North, 2 h later");
  expect(tell("2025-03-04T08:00:00Z", "2025-03-04T08:50:00Z")).toBe("copy of North, 50 min later");
  expect(tell("2025-03-04", "2025-03-07")).toBe("copy of North, 3 days later");
});

test("without times it says by what the original is known", () => {
  expect(tell("2025-03-04", null)).toBe("copy of North, which has a date");
  expect(tell(null, null)).toBe("copy of North, which is longer");
});

test("what is no copy says nothing", () => {
  expect(tellCopy(tellStory(ARTICLES, ANSWER), 0)).toBe("");
});
