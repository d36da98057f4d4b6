/** What stands above an export: of which story it is, and what it was made of. */
import type { Story } from "../page/story";
import { count, tellTime } from "../page/words";
import { isSupport } from "../verify/verdicts";

export interface Headline {
  title: string;
  /** "5 articles from 4 outlets, published 3 Mar 2025 to 5 Mar 2025; exported 6 Mar 2025, 09:30". */
  about: string;
}

const DAY = 24 * 60 * 60_000;
const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** made: when it is exported. */
export function tellHeadline(story: Story, made: Date): Headline {
  const { articles, sources } = story;
  const from = `${count(articles.length, "article")} from ${count(sources, "outlet")}`;
  return { title: findTitle(story), about: `${from}${tellSpan(story)}; exported ${MOMENT.format(made)}` };
}

/** The title of the article that says what the summary opens with, of those of the last day before the newest, so that it is
not outdated; of the newest of several. Without titles, the first sentence. */
function findTitle({ answer, articles, times }: Story): string {
  const findFirst = (index: number): number => {
    const first = answer.sentences.findIndex(({ citations }) =>
      citations.some((one) => one.article_index === index && isSupport(one)),
    );
    return first < 0 ? answer.sentences.length : first;
  };
  const titled = articles.flatMap(({ title }, index) =>
    title?.trim() ? [{ title: title.trim(), first: findFirst(index), time: times[index] || -Infinity }] : [],
  );
  const newest = Math.max(...titled.map(({ time }) => time));
  const [chosen] = titled
    .filter(({ time }) => time >= newest - DAY)
    .toSorted((one, other) => one.first - other.first || (other.time > one.time ? 1 : other.time < one.time ? -1 : 0));
  return chosen?.title ?? answer.sentences[0]?.text ?? "Summary";
}

/** ", published 3 Mar 2025 to 5 Mar 2025"; how many say when, where not all do. */
function tellSpan({ articles, times }: Story): string {
  const dated = articles.flatMap(({ published_at }, index) =>
    Number.isNaN(times[index]) ? [] : [{ time: times[index]!, day: tellTime(published_at?.slice(0, 10)) }],
  );
  if (!dated.length) return "";
  const sorted = dated.toSorted((one, other) => one.time - other.time);
  const days = [...new Set([sorted[0]!.day, sorted.at(-1)!.day])].join(" to ");
  return `, published ${days}${dated.length < articles.length ? ` (${dated.length} of ${articles.length} say when)` : ""}`;
}
