/** How a sentence is supported, in the words that every view uses. */
import { countVoices } from "../matrix/standing";
import type { Story } from "../page/story";
import type { SummarySentence } from "../service/types";

export interface Support {
  /** "1 independent of 5 says all of it". */
  all: string;
  /** "4 report it", where more report the same fact than say all of the sentence; "1 says otherwise". */
  more: string;
}

export function tellSupport(story: Story, sentence: SummarySentence): Support {
  const { independent_sources: independent } = sentence.coverage;
  const row = story.rows.find(({ group }) => group.id === sentence.group_id);
  const { telling, against } = row ? countVoices(row, story.columns) : { telling: 0, against: 0 };
  const more = telling > independent ? `${telling} report it` : "";
  const otherwise = against ? `${against} ${against === 1 ? "says" : "say"} otherwise` : "";
  return {
    all: `${independent} independent of ${story.sources} ${independent === 1 ? "says" : "say"} all of it`,
    more: [more, otherwise].filter(Boolean).join(", "),
  };
}

/** What the counts count; stands where they stand. */
export const COUNTS =
  "Who says all of it leaves nothing of the sentence out; who reports it tells the same fact, perhaps with less in it. " +
  "Independent: copies of one text, and outlets of one publisher, count once.";
