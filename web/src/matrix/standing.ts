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

/** How many independent sources (columns) tell the fact, and how many others say otherwise: these do not report it. */
export function countVoices(row: Row, columns: Column[]): { telling: number; against: number } {
  const tell = (article: number): boolean => tells(row.states[article]!) && row.states[article] !== "disputing";
  const others = columns.filter(({ articles }) => !articles.some(tell));
  const against = others.filter(({ articles }) => articles.some((article) => row.states[article] === "disputing"));
  return { telling: columns.length - others.length, against: against.length };
}

export function findStanding(row: Row, columns: Column[]): Standing {
  const states = columns.map((column) => stateIn(row, column.articles));
  const telling = columns.filter((_, place) => tells(states[place]!));
  const silent = columns.filter((_, place) => states[place] === "silent");
  if (columns.length < 2 || telling.length + silent.length < columns.length) return NOBODY;
  if (telling.length === 1)
    return { only: telling[0]!.articles.filter((article) => tells(row.states[article]!)), silent: [] };
  return silent.length === 1 ? { only: [], silent: silent[0]!.articles } : NOBODY;
}

/** Of each article, how many facts no other outlet reports, as far as can be seen. */
export function countOwn({ articles, rows, columns }: Story): number[] {
  const own = articles.map(() => 0);
  for (const row of rows) for (const article of findStanding(row, columns).only) own[article]! += 1;
  return own;
}

export function stateIn(row: Row, articles: number[]): State {
  return joinStates(articles.map((article) => row.states[article]!));
}
