import { expect, test } from "vitest";
import { tellStory } from "../page/story";
import type { SummaryAnswer } from "../service/types";
import { ANSWER, ARTICLES } from "../testing/stories";
import { tellCopy } from "./copies";

const NORTH = "The bridge opened on Tuesday after two years of repairs. It cost 31 million.";

/** What is told of South, which is a copy of North; each with the time it was published at. left: of South's text, to the site. */
function tell(north: string | null, south: string | null, text = NORTH, left = 0): string {
  const [times, texts] = [[north, south, null], [NORTH, text]];
  const articles = ARTICLES.map((article, place) => ({
    ...article,
    text: texts[place] ?? "",
    published_at: times[place] ?? null,
  }));
  const reports = ANSWER.articles!.map((report, place) => ({
    ...report,
    copy_of: place === 1 ? "n" : null,
    boilerplate_spans: place === 1 && left ? [{ start: 0, end: left, kind: "dateline" }] : [],
  }));
  return tellCopy(tellStory(articles, { ...ANSWER, articles: reports } as SummaryAnswer), 1);
}

test("a copy says of whom it is one, and by how much the original was earlier", () => {
  expect(tell("2025-03-04T08:00:00Z", "2025-03-04T12:00:00+02:00")).toBe("copy of North, 2 h later");
  expect(tell("2025-03-04T08:00:00Z", "2025-03-04T08:50:00Z")).toBe("copy of North, 50 min later");
  expect(tell("2025-03-04", "2025-03-07")).toBe("copy of North, 3 days later");
});

test("without times it says by what the original is known", () => {
  expect(tell("2025-03-04", null)).toBe("copy of North, which alone has a date");
  expect(tell(null, null)).toBe("copy of North, shorter than that of North");
});

test("what is not word for word is another edit, and says how much of it is the same", () => {
  const told = (text: string, left = 0): string => tell(null, null, text, left);
  expect(told(NORTH.replace("31", "32"))).toBe("another edit of the text of North (86% word for word), shorter than that of North");
  expect(told("Nobody knows.")).toBe("another edit of the text of North (0% word for word), shorter than that of North");
  expect(told(NORTH.slice(0, 57).toUpperCase())).toBe("copy of North, shorter than that of North");
  expect(told(`SOUTHTOWN, Monday: ${NORTH}`, 18)).toBe("copy of North, shorter than that of North");
});

test("what is no copy says nothing", () => {
  expect(tellCopy(tellStory(ARTICLES, ANSWER), 0)).toBe("");
});
