/** How many independent sources tell a fact, say all of it, and say otherwise: the counts that every view shows. */
import type { Column } from "../articles/outlets";
import type { Group, SummarySentence } from "../service/types";
import { joinStates, REPORTS, type State } from "./cells";

export interface Tally {
  /** Those that report it; nobody who says otherwise or has another version. */
  reports: number;
  /** Those that say all of it; null where nobody judged that. */
  all: number | null;
  disputing: number;
  /** Those that have nothing but an older version, or a newer one. */
  older: number;
  newer: number;
}

/** What is known of a group's members and, where the summary tells it, of what its sentence cites.

The service counts members, and places that say all of a sentence. Columns that disagree with it are taken from its
counts, and columns that only the sentence cites are added. */
export function tallyFact(
  group: Group,
  sentence: SummarySentence | undefined,
  states: State[],
  columns: Column[],
): Tally {
  const count = (known: number, counted: Set<number>, holds: (state: State) => boolean): number => {
    const isCounted = (column: Column): boolean => column.articles.some((article) => counted.has(article));
    const isTold = (column: Column): boolean => column.articles.some((article) => holds(states[article]!));
    const added = columns.filter((column) => isTold(column) && !isCounted(column));
    const taken = columns.filter((column) => isCounted(column) && !isTold(column));
    return known + added.length - taken.length;
  };
  const have = (version: State): number =>
    columns.filter(({ articles }) => joinStates(articles.map((article) => states[article]!)) === version).length;
  const members = new Set(group.members.map(({ article_index }) => article_index));
  const whole = new Set(
    sentence?.citations
      .filter(({ role }) => role === "representative" || role === "supporting")
      .map(({ article_index }) => article_index),
  );
  const all = sentence
    ? count(sentence.coverage.independent_sources, whole, (state) => state === "supporting")
    : null;
  const reports = count(group.coverage.independent_sources, members, (state) => REPORTS.includes(state));
  return {
    reports: Math.max(reports, all ?? 0),
    all,
    disputing: count(0, new Set(), (state) => state === "disputing"),
    older: have("older"),
    newer: have("newer"),
  };
}
