/** Who alone tells a fact, and who alone is silent on it. */
import type { Column } from "../articles/outlets";
import type { Story } from "../page/story";
import { list } from "../page/words";
import { joinStates, tells, type Row, type State } from "./cells";

/** As articles; both empty where neither is so, or where another outlet has a sentence near the fact. */
export interface Standing {
  only: number[];
  silent: number[];
}

const NOBODY: Standing = { only: [], silent: [] };

export function findStanding(row: Row, columns: Column[]): Standing {
  const states = columns.map((column) => stateIn(row, column.articles));
  const telling = columns.filter((_, place) => tells(states[place]!));
  const silent = columns.filter((_, place) => states[place] === "silent");
  if (columns.length < 2 || telling.length + silent.length < columns.length) return NOBODY;
  if (telling.length === 1)
    return { only: telling[0]!.articles.filter((article) => tells(row.states[article]!)), silent: [] };
  return silent.length === 1 ? { only: [], silent: silent[0]!.articles } : NOBODY;
}

/** "South, and West, counted once with North": who is silent on a fact, then whose independent source is not; nothing
where nobody is. most: names so many of either at most. */
export function tellSilent(story: Story, row: Row, most = 3): string {
  const isSilent = (article: number): boolean => row.states[article] === "silent";
  const name = (articles: number[]): string => list(articles.map((article) => story.outlets[article]!), most);
  const whole = story.columns.filter(({ articles }) => articles.every(isSilent));
  const parts = story.columns.filter((column) => !whole.includes(column) && column.articles.some(isSilent));
  const all = whole.flatMap(({ articles }) => articles);
  const once = whole.some(({ articles }) => articles.length > 1) ? ` (${tellOnce(story, all)})` : "";
  return [
    all.length ? `${name(all)}${once}` : "",
    ...parts.map(({ articles }) => {
      const [silent, others] = [articles.filter(isSilent), articles.filter((article) => !isSilent(article))];
      return `${name(silent)}, counted once with ${name(others)}`;
    }),
  ]
    .filter(Boolean)
    .join(", and ");
}

/** "North and South count once": those of some articles that are one independent source; nothing where none are. */
export function tellOnce(story: Story, articles: number[]): string {
  return story.columns
    .map((column) => column.articles.filter((article) => articles.includes(article)))
    .filter((members) => members.length > 1)
    .map((members) => `${list(members.toSorted((one, other) => one - other).map((article) => story.outlets[article]!), members.length)} count once`)
    .join("; ");
}

/** The facts that one article alone reports, as far as can be seen: no other outlet, and no copy of it. */
export function listOwn({ rows, columns }: Story, article: number): Row[] {
  return rows.filter((row) => findOwner(row, columns) === article);
}

/** Of each article, how many facts it alone reports. */
export function countOwn({ articles, rows, columns }: Story): number[] {
  const owners = rows.map((row) => findOwner(row, columns));
  return articles.map((_, article) => owners.filter((owner) => owner === article).length);
}

/** The article that alone reports a fact, else -1. */
function findOwner(row: Row, columns: Column[]): number {
  const { only } = findStanding(row, columns);
  return only.length === 1 ? only[0]! : -1;
}

export function stateIn(row: Row, articles: number[]): State {
  return joinStates(articles.map((article) => row.states[article]!));
}
