/** Which article is a copy of which, and how that is known. */
import type { Story } from "../page/story";

const MINUTE = 60_000;
const [HOUR, DAY] = [60 * MINUTE, 24 * 60 * MINUTE];

/** Of each article, the place of the one that it is a copy of; -1 where it is none. */
export function findOriginals({ answer, articles }: Pick<Story, "answer" | "articles">): number[] {
  const place = new Map(articles.map(({ id }, index) => [id, index]));
  return articles.map((_, index) => place.get(answer.articles?.[index]?.copy_of ?? "") ?? -1);
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
