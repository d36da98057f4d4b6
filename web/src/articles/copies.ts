/** Which article is a copy of which, how much of it is, and how that is known. */
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

/** The share of an article's words, those of the site left out, that stand in its original in runs of some words: 1 where it
is the same text or a stretch of it, less where it is another edit. */
export function measureCopy({ articles, texts, originals, answer }: Story, index: number): number {
  const original = originals[index] ?? -1;
  if (original < 0) return 0;
  const known = MEASURED.get(articles[index]!);
  if (known && known.original === articles[original]) return known.share;
  const left = answer.articles?.[index]?.boilerplate_spans ?? [];
  const own = left.reduce((text, { start, end }) => text.slice(0, start) + " ".repeat(end - start) + text.slice(end), texts[index]!);
  const share = shareRuns(listWords(own), listWords(texts[original]!));
  MEASURED.set(articles[index]!, { original: articles[original]!, share });
  return share;
}

/** Measured once: a summary that is cut anew is of the same articles. */
const MEASURED = new WeakMap<Article, { original: Article; share: number }>();
/** Fewer words in a row are common by chance. */
const RUN_WORDS = 4;

function shareRuns(words: string[], others: string[]): number {
  const run = Math.min(RUN_WORDS, words.length, others.length);
  const runAt = (list: string[], at: number): string => list.slice(at, at + run).join(" ");
  const runs = new Set(others.slice(0, others.length - run + 1).map((_, at) => runAt(others, at)));
  const held = new Uint8Array(words.length);
  for (let at = 0; at + run <= words.length; at += 1) if (runs.has(runAt(words, at))) held.fill(1, at, at + run);
  return words.length ? held.reduce((sum, one) => sum + one, 0) / words.length : 1;
}

function listWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** "copy of North, 2 h later", "another edit of the text of North (80% word for word), shorter than that of North". The one published first is the original, else the one with a date, else the longer one. */
export function tellCopy(story: Story, index: number): string {
  const original = story.originals[index] ?? -1;
  if (original < 0) return "";
  const [first, second] = [story.times[original]!, story.times[index]!];
  const known = !Number.isNaN(first);
  const how = first < second ? `${tellGap(second - first)} later` : known && Number.isNaN(second) ? "which alone has a date" : `shorter than that of ${story.outlets[original]}`;
  const share = measureCopy(story, index);
  const what = share === 1 ? "copy of" : "another edit of the text of";
  const alike = share === 1 ? "" : ` (${Math.min(99, Math.round(100 * share))}% word for word)`;
  return `${what} ${story.outlets[original]}${alike}, ${how}`;
}

function tellGap(gap: number): string {
  if (gap < 2 * HOUR) return `${Math.max(1, Math.round(gap / MINUTE))} min`;
  return gap < 2 * DAY ? `${Math.round(gap / HOUR)} h` : `${Math.round(gap / DAY)} days`;
}
