/** The places that tell a fact otherwise: at the same time, before it changed, or since. */
import { isUnsure } from "../changes/sureness";
import { CLAUSES } from "../changes/wording";
import type { Citation, Conflict, ConflictSide, Group, Role, SentenceCitation, SummaryAnswer, SummarySentence } from "../service/types";

/** disputing: both cannot be true. older, newer: what it tells has changed since, or had changed by then. */
export type Otherwise = "disputing" | "older" | "newer";

/** How a place stands to a sentence of the summary. */
export type Standing = Role | Otherwise;

/** A place that tells a fact otherwise. */
export interface Opposed extends Omit<Citation, "role"> {
  role: Otherwise;
}

/** A place that a sentence of the summary cites, or that tells it otherwise. */
export interface CitedPlace extends Omit<SentenceCitation, "role"> {
  role: Standing;
}

export type Place = Pick<Citation, "article_index" | "start" | "end">;

/** Of each group, the places that stand on another side of a conflict, or of an update, than the member that stands for
it; those that dispute it first, each once. */
export function findOpposed(answer: SummaryAnswer): Map<string, Opposed[]> {
  const groups = new Map((answer.groups ?? []).map((group) => [group.id, group]));
  const found = new Map<string, Opposed[]>();
  const conflicts = (answer.conflicts ?? []).toSorted((one, other) => Number(isUpdate(one)) - Number(isUpdate(other)));
  for (const conflict of conflicts)
    for (const id of conflict.group_ids) {
      const group = groups.get(id);
      if (!group) continue;
      const before = found.get(id) ?? [];
      const others = listOthers(conflict, group).filter((place) => !before.some((one) => overlap(one, place)));
      found.set(id, [...before, ...others]);
    }
  return found;
}

/** What a sentence cites and what tells it otherwise; a place that is both as the latter. */
export function citeWithOpposed(sentence: SummarySentence, opposed: Opposed[]): CitedPlace[] {
  const { start, end, citations } = sentence;
  const kept = citations.filter((citation) => !opposed.some((place) => overlap(place, citation)));
  return [...kept, ...opposed.map((place): CitedPlace => ({ ...place, claim_start: start, claim_end: end }))];
}

const ORDER: Standing[] = ["representative", "supporting", "disputing", "newer", "related", "older"];

/** Places in the order in which they are shown: those that say all of a sentence first. */
export function sortPlaces(places: CitedPlace[]): CitedPlace[] {
  return places.toSorted((one, other) => ORDER.indexOf(one.role) - ORDER.indexOf(other.role));
}

/** Whether two places share words. */
export function overlap(one: Place, other: Place): boolean {
  return one.article_index === other.article_index && one.start < other.end && other.start < one.end;
}

function isUpdate({ status }: Conflict): boolean {
  return status === "update";
}

/** The places of the other sides than that of the group; of one that tells several steps, than the last of these. */
function listOthers(conflict: Conflict, { members, representative }: Group): Opposed[] {
  const { sides } = conflict;
  const model = members[representative];
  const holds = ({ citations }: ConflictSide): boolean => citations.some((place) => model && overlap(model, place));
  const home = isUpdate(conflict) ? sides.findLastIndex(holds) : sides.findIndex(holds);
  if (home < 0) return [];
  const own = sides[home]!.citations;
  return sides.flatMap(({ citations }, side) =>
    citations
      .filter((place) => side !== home && !own.some((one) => overlap(one, place)))
      .filter((place) => !isUpdate(conflict) || isReplacing(conflict, members.some((one) => overlap(one, place))))
      .map((place): Opposed => ({ ...place, role: !isUpdate(conflict) ? "disputing" : side < home ? "older" : "newer" })),
  );
}

/** Whether a step of an update is another version of a fact. inside: whether it stands in the fact's own group.

There another value is one in any case, and a clause where that is likelier than not; elsewhere a value alone, and only
where that is likelier than not: what is said in clauses may have come to speak of something else. */
function isReplacing(conflict: Conflict, inside: boolean): boolean {
  const signs = Number(!CLAUSES.has(conflict.kind)) + Number(!isUnsure(conflict));
  return signs >= (inside ? 1 : 2);
}
