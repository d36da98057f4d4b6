import { expect, test } from "vitest";
import { tellStory } from "../page/story";
import type { SummaryAnswer } from "../service/types";
import { ANSWER, ARTICLES, HOSTILE } from "../testing/stories";
import { writeFootnoted } from "./footnoted";
import { tellHeadline } from "./headline";
import { writeMarkdown } from "./markdown";

const MADE = new Date(2025, 2, 6, 9, 30);

/** titles, dates: of North and South, which say what the summary opens with, and of West, which says nothing of it. */
function tell(titles: (string | null)[], dates: (string | null)[] = [], answer: Partial<SummaryAnswer> = {}) {
  const articles = ARTICLES.map((article, place) => ({
    ...article,
    title: titles[place] ?? null,
    published_at: dates[place] ?? null,
  }));
  return tellStory(articles, { ...ANSWER, ...answer });
}

const titleOf = (...titles: (string | null)[]): string => tellHeadline(tell(titles), MADE).title;
const aboutOf = (...dates: (string | null)[]): string => tellHeadline(tell([], dates), MADE).about;

test("the title is that of the article that says what the summary opens with, and of the newest of these", () => {
  expect(titleOf(null, " Bridge opens ", "Shut")).toBe("Bridge opens");
  expect(titleOf("Open at last", "Bridge opens", "Shut")).toBe("Open at last");
  const newest = tell(["Open at last", "Bridge opens", "Shut"], ["2025-03-05", "2025-03-05T10:00:00Z", "2025-03-05T11:00:00Z"]);
  expect(tellHeadline(newest, MADE).title).toBe("Bridge opens");
});

test("it is of the last day before the newest report: what was known before may be outdated", () => {
  const titles = ["Twelve dead, search goes on", "Bridge opens", null];
  const [opened, cost] = ANSWER.sentences;
  const sentences = [{ ...opened!, citations: opened!.citations.slice(0, 1) }, cost!];
  const titleAt = (...dates: (string | null)[]): string => tellHeadline(tell(titles, dates, { sentences }), MADE).title;
  expect(titleAt("2025-03-04", "2025-03-05", "2025-03-09")).toBe("Twelve dead, search goes on");
  expect(titleAt("2025-03-04", "2025-03-05T00:00:01Z")).toBe("Bridge opens");
  expect(titleAt(null, "2025-03-05")).toBe("Bridge opens");
});

test("without titles the first sentence stands above, and where there is none the word for what it is", () => {
  expect(titleOf()).toBe("The bridge opened on Tuesday.");
  expect(tellHeadline(tell([], [], { sentences: [] }), MADE).title).toBe("Summary");
});

test("articles, outlets, from when they are, and when it was exported are told", () => {
  const made = "; exported 6 Mar 2025, 09:30";
  expect(aboutOf()).toBe(`3 articles from 3 outlets${made}`);
  expect(aboutOf("2025-03-05", "2025-03-04T23:30:00Z", "2025-03-05T01:00:00Z")).toBe(
    `3 articles from 3 outlets, published 4 Mar 2025 to 5 Mar 2025${made}`,
  );
  expect(aboutOf("2025-03-05", null, "2025-03-05T09:00:00Z")).toBe(
    `3 articles from 3 outlets, published 5 Mar 2025 (2 of 3 say when)${made}`,
  );
});

test("what is exported begins with it, as text", () => {
  const told = tell([HOSTILE]);
  expect(writeMarkdown(told, MADE)).toMatch(
    /^# \\<img src=x onerror=alert\(1\)\\>.*\n\n\*3 articles from 3 outlets; exported 6 Mar 2025, 09:30\*\n\n- /,
  );
  expect(writeFootnoted(told, MADE)).toContain("<title>&lt;img src=x onerror=alert(1)&gt;");
  expect(writeFootnoted(told, MADE)).toContain("3 articles from 3 outlets; exported 6 Mar 2025, 09:30</small>");
});
