/** How a fact is supported, in the words that every view uses. */
import type { Tally } from "../matrix/tally";
import type { Story } from "../page/story";
import type { SummarySentence } from "../service/types";

export interface Support {
  /** "1 independent of 5 says all of it". */
  all: string;
  /** "4 report it", where more report the same fact than say all of the sentence. */
  more: string;
  /** "1 says otherwise", where one does. */
  otherwise: string;
}

export function tellSupport(story: Story, sentence: SummarySentence): Support {
  const tally = story.rows.find((row) => row.group.id === sentence.group_id)?.tally;
  const all = tally?.all ?? sentence.coverage.independent_sources;
  const reports = tally?.reports ?? 0;
  return {
    all: `${all} independent of ${story.sources} ${all === 1 ? "says" : "say"} all of it`,
    more: reports > all ? tellReports(reports) : "",
    otherwise: tally ? tellOtherwise(tally) : "",
  };
}

/** "1 reports it", "4 report it"; a source is said of what kind it is, where a word for that is given. */
export function tellReports(reports: number, of = ""): string {
  return `${reports} ${of}${reports === 1 ? "reports" : "report"} it`;
}

/** "1 says all of it"; nothing where nobody judged that. */
export function tellAll({ all }: Tally): string {
  return all === null ? "" : `${all} ${all === 1 ? "says" : "say"} all of it`;
}

/** "1 says otherwise"; nothing where nobody does. */
export function tellOtherwise({ otherwise }: Tally): string {
  return otherwise ? `${otherwise} ${otherwise === 1 ? "says" : "say"} otherwise` : "";
}

/** What the counts count; stands where they stand. */
export const COUNTS =
  "Who says all of it leaves nothing of the sentence out; who reports it tells the same fact, perhaps with less in it; " +
  "who says otherwise contradicts it, and is not among those who report it. " +
  "Independent: copies of one text, and outlets of one publisher, count once.";
