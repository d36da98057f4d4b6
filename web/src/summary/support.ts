/** How a sentence is supported, in the words that every view uses. */
import { count } from "../page/words";
import type { Story } from "../page/story";
import type { SummarySentence } from "../service/types";

export interface Support {
  /** "1 independent of 5 says all of it". */
  all: string;
  /** "4 report it", where more report the same fact than say all of the sentence. */
  more: string;
}

export function tellSupport(story: Story, sentence: SummarySentence): Support {
  const { independent_sources: independent } = sentence.coverage;
  const group = story.rows.find((row) => row.group.id === sentence.group_id)?.group;
  const reporting = group?.coverage.independent_sources ?? 0;
  return {
    all: `${independent} independent of ${story.sources} ${independent === 1 ? "says" : "say"} all of it`,
    more: reporting > independent ? tellReports(reporting) : "",
  };
}

/** "1 says all of it", "4 say all of it". */
export function tellAll(independent: number): string {
  return count(independent, "says all of it", "say all of it");
}

/** "1 reports it", "4 report it". */
export function tellReports(independent: number): string {
  return count(independent, "reports it", "report it");
}

/** What the counts count; stands where they stand. */
export const COUNTS =
  "Says all of it: every part of the sentence stands in the article. Reports it: the same fact, with less or something " +
  "else. Independent: copies of one text, and outlets of one publisher, count once.";
