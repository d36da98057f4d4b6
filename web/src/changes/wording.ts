import type { Conflict, ConflictSide } from "../service/types";

/** Kinds whose sides are clauses, not values of one thing. */
export const CLAUSES: ReadonlySet<Conflict["kind"]> = new Set(["negation", "opposite", "state"]);

/** A value this long, or that is so much of its sentence, is a wording rather than a value. */
const LONG_VALUE = 60;
const MOST_OF_IT = 0.8;
/** Words of a clause that is still as short as a value: "stayed shut". */
const FEW_WORDS = 4;

/** Whether sides are to be told as wordings: where one has no shorter value, a value of another would say more than it does. */
export function quotesWordings({ kind, sides }: Conflict): boolean {
  return sides.some((side) => isWording(side) || (CLAUSES.has(kind) && side.value.split(" ").length > FEW_WORDS));
}

function isWording({ value, citations }: ConflictSide): boolean {
  const sentence = citations[0]?.cited_text ?? "";
  return value.length > LONG_VALUE || (value.includes(" ") && value.length > MOST_OF_IT * sentence.length);
}
