import { expect, test } from "vitest";
import { tellStory } from "../page/story";
import type { SummaryAnswer } from "../service/types";
import { ANSWER, ARTICLES, HOSTILE } from "../testing/stories";
import { writeFootnoted } from "./footnoted";
import { tellHeadline } from "./headline";
import { writeMarkdown } from "./markdown";

const MADE = new Date(2025, 2, 6, 9, 30);

/** titles, dates: of North, which has most of what others report, of South, which has as much of it, and of West, which has none. */
function tell(titles: (string | null)[], dates: (string | null)[] = [], answer: Partial<SummaryAnswer> = {}) {
  const [opened, cost] = ANSWER.groups!;
  const groups = [{ ...opened!, members: opened!.members.slice(0, 2) }, cost!];
  const articles = ARTICLES.map((article, place) => ({
    ...article,
    title: titles[place] ?? null,
    published_at: dates[place] ?? null,
  }));
  return tellStory(articles, { ...ANSWER, groups, ...answer });
}

const titleOf = (...titles: (string | null)[]): string => tellHeadline(tell(titles), MADE).title;
const aboutOf = (...dates: (string | null)[]): string => tellHeadline(tell([], dates), MADE).about;

test("the title is that of the article with most of what others report, and of the newest of these", () => {
  expect(titleOf(null, " Bridge opens ", "Shut")).toBe("Bridge opens");
  expect(titleOf("Open at last", "Bridge opens", "Shut")).toBe("Open at last");
  const newest = tell(["Open at last", "Bridge opens", "Shut"], ["2025-03-04", "2025-03-05", "2025-03-06"]);
  expect(tellHeadline(newest, MADE).title).toBe("Bridge opens");
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
