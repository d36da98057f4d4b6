import { count } from "../page/words";
import type { Conflict } from "../service/types";

const LEAST = 0.5;

/** Whether a contradiction or an update is as likely none. */
export function isUnsure({ score }: Conflict): boolean {
  return score != null && score < LEAST;
}

/** The likeliest first; in the order of the answer where they are alike, or where no model weighed them. */
export function sortBySureness(conflicts: readonly Conflict[]): Conflict[] {
  return [...conflicts].sort((one, other) => (other.score ?? 1) - (one.score ?? 1));
}

/** "2 contradictions, 1 more possible", "1 possible contradiction": what is as likely none is counted apart. */
export function countBySureness(conflicts: readonly Conflict[], thing: string): string {
  const unsure = conflicts.filter(isUnsure).length;
  const sure = conflicts.length - unsure;
  if (!sure) return count(unsure, `possible ${thing}`);
  return count(sure, thing) + (unsure ? `, ${unsure} more possible` : "");
}

/** What "less sure" means: "15% likely to be a real contradiction". */
export function tellDoubt({ status, score }: Conflict): string {
  return `${Math.round(100 * (score ?? 1))}% likely to be a real ${status === "update" ? "change" : "contradiction"}`;
}

/** What an unsure one is marked with in a text. */
export function tellSureness(conflict: Conflict): string {
  return isUnsure(conflict) ? ` (less sure: ${tellDoubt(conflict)})` : "";
}

/** "1 contradiction, 3 updates": what there is of both; nothing where there is neither. */
export function tellConflicts(conflicts: readonly Conflict[]): string {
  const told = (kind: Conflict["status"], thing: string): string => {
    const found = conflicts.filter(({ status }) => status === kind);
    return found.length ? countBySureness(found, thing) : `no ${thing}s`;
  };
  return conflicts.length ? `${told("conflict", "contradiction")}; ${told("update", "update")}` : "";
}
