import type { Story } from "../page/story";
import { joinStates, tells, type Row, type State } from "./cells";
import type { Picked } from "../page/usePicked";
import type { Head } from "./heads";

export interface Sorting {
  by: "coverage" | "time" | "source";
  column: string;
}

export type Filter = "all" | "summary" | "single" | "left-out" | "disputed";

export const SHOWN: Record<Filter, string> = {
  all: "All",
  summary: "In the summary",
  single: "Only one says",
  "left-out": "Only one leaves out",
  disputed: "Disputed",
};

const WEIGHT: State[] = ["supporting", "reports", "related", "disputing", "near", "silent"];

/** The rows that `filter` lets through and `picked` outlets tell, sorted; equal ones stay in the order of their rank. */
export function sortRows(story: Story, heads: Head[], sorting: Sorting, filter: Filter, picked: Picked = null): Row[] {
  const rows = story.rows.filter((row) => passes(row, story, filter) && isToldBy(row, picked));
  if (sorting.by === "time") return rows.toSorted((one, other) => one.first - other.first || 0);
  const head = heads.find(({ key }) => key === sorting.column);
  if (sorting.by === "coverage" || !head) return rows;
  const weigh = (row: Row): number => WEIGHT.indexOf(stateIn(row, head.articles));
  return rows.toSorted((one, other) => weigh(one) - weigh(other));
}

export function stateIn(row: Row, articles: number[]): State {
  return joinStates(articles.map((article) => row.states[article]!));
}

function isToldBy(row: Row, picked: Picked): boolean {
  return !picked || row.states.some((state, article) => tells(state) && picked.has(article));
}

function passes(row: Row, story: Story, filter: Filter): boolean {
  const states = story.columns.map((column) => stateIn(row, column.articles));
  const telling = states.filter(tells).length;
  const silent = states.filter((state) => state === "silent").length;
  if (filter === "summary") return row.group.in_summary === true;
  if (filter === "single") return telling === 1 && silent === states.length - 1;
  if (filter === "left-out") return silent === 1 && telling === states.length - 1 && states.length > 2;
  return filter === "all" || states.includes("disputing");
}
