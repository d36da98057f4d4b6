/** From which day the report is that a sentence stands in: what "last night" in it counts from. */
import { tellTime } from "../page/words";
import type { SummarySentence } from "../service/types";

/** Of each sentence "reported 3 Mar 2025" where its report is of an earlier day than the newest that is told, else "". */
export function listReported(sentences: SummarySentence[]): string[] {
  const days = sentences.map(({ told_at }) => told_at?.slice(0, 10) ?? "");
  const newest = days.toSorted().at(-1) ?? "";
  return days.map((day) => (day && day < newest ? `reported ${tellTime(day)}` : ""));
}
