/** How a sentence is supported, in the words that every view uses. */
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
    more: reporting > independent ? `${reporting} report it` : "",
  };
}

/** What the counts count; stands where they stand. */
export const COUNTS =
  "Who says all of it leaves nothing of the sentence out; who reports it tells the same fact, perhaps with less in it. " +
  "Independent: copies of one text, and outlets of one publisher, count once.";
