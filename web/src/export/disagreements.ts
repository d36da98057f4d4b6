/** What differs and what has changed, in words: each side on a line of its own. */
import { sortBySureness, tellSureness } from "../changes/sureness";
import { CLAUSES } from "../changes/wording";
import type { Story } from "../page/story";
import { isQuoted, list, tellTime } from "../page/words";
import type { Conflict } from "../service/types";

const MOST_NAMED = 8;

export interface Disagreement {
  /** "Reports of how many died have changed"; what is as likely none says so. */
  about: string;
  /** "10 Mar 2026, 06:40: 14 people (North and South)". */
  sides: string[];
}

/** Under the heading of each, where there are some; the likeliest first. */
export function listDisagreements(story: Story): { title: string; told: Disagreement[] }[] {
  const conflicts = sortBySureness(story.answer.conflicts ?? []);
  return [
    { title: "Where sources disagree", status: "conflict" },
    { title: "What has changed", status: "update" },
  ]
    .map(({ title, status }) => ({
      title,
      told: conflicts.filter((conflict) => conflict.status === status).map((conflict) => tell(story, conflict)),
    }))
    .filter(({ told }) => told.length);
}

function tell(story: Story, conflict: Conflict): Disagreement {
  const quote = (value: string): string => (CLAUSES.has(conflict.kind) && !isQuoted(value) ? `“${value}”` : value);
  return {
    about: conflict.statement.replace(/: .*$|\.$/s, "") + tellSureness(conflict),
    sides: conflict.sides.map(({ as_of, value, citations }) => {
      const outlets = [...new Set(citations.map(({ article_index }) => story.outlets[article_index]!))];
      return [tellTime(as_of), `${quote(value)} (${list(outlets, MOST_NAMED)})`].filter(Boolean).join(": ");
    }),
  };
}
