import type { Citation, Group, SentenceCitation, SummaryAnswer, SummarySentence } from "../service/types";

/** Of each group, the places that stand on another side of a conflict than the member that stands for it. */
export function findDisputes(answer: SummaryAnswer): Map<string, Citation[]> {
  const groups = new Map((answer.groups ?? []).map((group) => [group.id, group]));
  const found = new Map<string, Citation[]>();
  for (const conflict of answer.conflicts ?? [])
    for (const id of conflict.status === "conflict" ? conflict.group_ids : []) {
      const group = groups.get(id);
      const home = group ? conflict.sides.findIndex((side) => side.citations.some((place) => isIn(place, group))) : -1;
      if (home < 0) continue;
      const others = conflict.sides.filter((_, side) => side !== home).flatMap((side) => side.citations);
      found.set(id, [...(found.get(id) ?? []), ...others]);
    }
  return found;
}

/** The places that a sentence cites, those that a conflict sets against it as disputing. */
export function citeWithDisputes(sentence: SummarySentence, disputes: Citation[]): SentenceCitation[] {
  const isSame = (one: Citation, other: Citation): boolean =>
    one.article_index === other.article_index && one.start === other.start;
  const against = disputes.map((place): SentenceCitation => ({
    ...place,
    role: "disputing",
    claim_start: sentence.start,
    claim_end: sentence.end,
  }));
  const kept = sentence.citations.filter((citation) => !disputes.some((place) => isSame(place, citation)));
  return [...kept, ...against];
}

/** Whether a place is the sentence that stands for a group. */
function isIn(place: Citation, group: Group): boolean {
  const member = group.members[group.representative];
  return member?.article_index === place.article_index && member.start < place.end && place.start < member.end;
}
