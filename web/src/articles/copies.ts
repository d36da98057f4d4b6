/** Which article is a copy of which, and how that is known. */
import type { Story } from "../page/story";
import type { Article, ArticleReport } from "../service/types";

const MINUTE = 60_000;
const [HOUR, DAY] = [60 * MINUTE, 24 * 60 * MINUTE];

/** Of each article, the place of the one that it is a copy of; -1 where it is none. */
export function findOriginals(articles: Article[], reports: ArticleReport[]): number[] {
  const place = new Map(articles.map(({ id }, index) => [id, index]));
  return articles.map((_, index) => place.get(reports[index]?.copy_of ?? "") ?? -1);
}

/** The article that the text of another one goes back to; itself where it is no copy. */
export function findFirst(originals: number[], article: number): number {
  let first = article;
  for (let left = originals.length; left > 0 && originals[first]! >= 0; left -= 1) first = originals[first]!;
  return first;
}

/** "copy of North, 2 h later". The one published first is the original, else the one with a date, else the longer one. */
export function tellCopy(story: Story, index: number): string {
  const original = story.originals[index] ?? -1;
  if (original < 0) return "";
  const [first, second] = [story.times[original]!, story.times[index]!];
  const known = !Number.isNaN(first);
  const how = first < second ? `${tellGap(second - first)} later` : known && Number.isNaN(second) ? "which has a date" : "which is longer";
  return `copy of ${story.outlets[original]}, ${how}`;
}

function tellGap(gap: number): string {
  if (gap < 2 * HOUR) return `${Math.max(1, Math.round(gap / MINUTE))} min`;
  return gap < 2 * DAY ? `${Math.round(gap / HOUR)} h` : `${Math.round(gap / DAY)} days`;
}
