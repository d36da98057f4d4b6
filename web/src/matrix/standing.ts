/** Who alone tells a fact, and who alone is silent on it. */
import type { Column } from "../articles/outlets";
import type { Story } from "../page/story";
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
