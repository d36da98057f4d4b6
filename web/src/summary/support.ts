/** How a fact is supported, in the words that every view uses: how many report it, and how many of these every detail. */
import type { Otherwise } from "../matrix/opposed";
import type { Tally } from "../matrix/tally";
import type { Story } from "../page/story";
import { count } from "../page/words";
import type { SummarySentence } from "../service/types";

export interface Support {
  /** "4 independent sources report it". */
  reports: string;
  /** "1 in every detail": of those who report it, how many leave nothing of the sentence out. */
  all: string;
  /** "1 says otherwise", "4 have an older version": those who tell it otherwise, where there are some. */
  others: string[];
}

export function tellSupport(story: Story, sentence: SummarySentence): Support {
  const known = story.rows.find((row) => row.group.id === sentence.group_id)?.tally;
  const all = sentence.coverage.independent_sources;
  return tellTally(known ?? { reports: all, all, disputing: 0, older: 0, newer: 0 });
}

export function tellTally(tally: Tally): Support {
  return {
    reports: `${count(tally.reports, "independent source")} ${tally.reports === 1 ? "reports" : "report"} it`,
    all: tellAll(tally),
    others: OTHERWISE.map((way) => tellOtherwise(tally, way)).filter(Boolean),
  };
}

/** "4 independent sources report it, 1 in every detail, 1 says otherwise". */
export function joinSupport({ reports, all, others }: Support): string {
  return [reports, all, ...others].filter(Boolean).join(", ");
}

/** "1 in every detail", "all in every detail"; nothing where nobody judged that. */
export function tellAll({ reports, all }: Tally): string {
  if (all === null) return "";
  if (all < reports) return `${all || "none"} in every detail`;
  return all > 1 ? "all in every detail" : "in every detail";
}

/** In which ways others tell a fact otherwise, as they are counted, and in words: of one, of several. */
const WORDS: Record<Otherwise, readonly [string, string]> = {
  disputing: ["says otherwise", "say otherwise"],
  newer: ["has a newer version", "have a newer version"],
  older: ["has an older version", "have an older version"],
};
export const OTHERWISE = Object.keys(WORDS) as Otherwise[];

/** "1 says otherwise", "4 have an older version"; nothing where nobody does. */
export function tellOtherwise(tally: Tally, way: Otherwise): string {
  const number = tally[way];
  return number ? `${number} ${WORDS[way][number === 1 ? 0 : 1]}` : "";
}

/** What the counts count; stands where they stand. */
export const COUNTS =
  "Who reports it tells the same fact, perhaps with less in it. In every detail: nothing of the sentence that is shown is " +
  "left out. Who says otherwise contradicts it; who has an older version tells what this has taken the place of: neither is " +
  "among those who report it. " +
  "Independent: copies and edits of one text, and outlets of one publisher, count once.";
