import type { Picked } from "../page/usePicked";
import type { Story } from "../page/story";
import { tells, type Row, type State } from "./cells";
import type { Head } from "./heads";
import { findStanding, stateIn } from "./standing";

export interface Sorting {
  by: "coverage" | "time" | "source";
  column: string;
}

export type Filter = "all" | "summary" | "single" | "left-out" | "disputed";

/** What each filter is called, and what is said where it lets nothing through. */
export const SHOWN: Record<Filter, { name: string; none: string }> = {
  all: { name: "All", none: "No fact was found in these articles." },
  summary: { name: "In the summary", none: "The summary tells none of these." },
  single: { name: "Only one source says it", none: "No fact is told by one independent source alone." },
  "left-out": { name: "Only one source leaves it out", none: "No fact is left out by one independent source alone." },
  disputed: { name: "Disputed", none: "No outlet was found to contradict another." },
};

const WEIGHT: State[] = ["supporting", "reports", "related", "disputing", "newer", "older", "near", "silent"];

/** The rows that `filter` lets through and `picked` outlets tell, in the order of their rank. */
export function filterRows(story: Story, filter: Filter, picked: Picked = null): Row[] {
  const disputed = filter === "disputed" ? findDisputed(story) : null;
  return story.rows.filter(
    (row) => (disputed ? disputed.has(row.group.id) : passes(row, story, filter)) && isToldBy(row, picked),
  );
}

/** `rows` sorted; equal ones stay in their order. */
export function sortRows(rows: Row[], heads: Head[], sorting: Sorting): Row[] {
  if (sorting.by === "time") return rows.toSorted((one, other) => one.first - other.first || 0);
  const head = heads.find(({ key }) => key === sorting.column);
  if (sorting.by === "coverage" || !head) return rows.toSorted((one, other) => weighCoverage(other) - weighCoverage(one));
  const weigh = (row: Row): number => WEIGHT.indexOf(stateIn(row, head.articles));
  return rows.toSorted((one, other) => weigh(one) - weigh(other));
}

/** Who reports a fact; of as many, who speaks of it otherwise. */
function weighCoverage({ tally: { reports, disputing, older, newer } }: Row): number {
  const others = disputing + older + newer;
  return reports + others / (1 + others);
}

function isToldBy(row: Row, picked: Picked): boolean {
  return !picked || row.states.some((state, article) => tells(state) && picked.has(article));
}

/** The facts that somebody says otherwise than; of one dispute that is told in several groups, the best ranked. */
function findDisputed({ answer, rows }: Story): Set<string> {
  const disputed = rows.filter(({ tally }) => tally.disputing > 0).map(({ group }) => group.id);
  const repeated = (answer.conflicts ?? [])
    .filter(({ status }) => status === "conflict")
    .flatMap(({ group_ids }) => disputed.filter((id) => group_ids.includes(id)).slice(1));
  return new Set(disputed.filter((id) => !repeated.includes(id)));
}

function passes(row: Row, story: Story, filter: Filter): boolean {
  if (filter === "all") return true;
  if (filter === "summary") return row.group.in_summary === true;
  const { only, silent } = findStanding(row, story.columns);
  return filter === "single" ? only.length > 0 : silent.length > 0;
}
