/** Who says what: the state of each group in each article. */
import type { Citation, Group, Role, SummaryAnswer } from "../service/types";
import { findDisputes } from "./disputes";

/** reports: it stands in the group, and nobody judged whether it says all of the wording that stands for it.

near: it has a sentence in another group that may be the same fact. */
export type State = "supporting" | "related" | "reports" | "disputing" | "near" | "silent";

export interface Row {
  group: Group;
  states: State[];
  /** When it was first published, in milliseconds; infinite where no article says when. */
  first: number;
  /** The article that published it first; -1 where none says when. */
  earliest: number;
  /** Groups that may report the same fact and were not joined, the nearest first. */
  near: Group[];
  /** Places that stand on another side of a conflict than the wording that stands for it. */
  against: Citation[];
}

const STRENGTH: State[] = ["silent", "near", "reports", "related", "supporting", "disputing"];

/** A row for each group, in the order of rank. times: of the articles, NaN where unknown. */
export function buildRows(answer: SummaryAnswer, times: number[]): Row[] {
  const disputes = findDisputes(answer);
  const groups = new Map((answer.groups ?? []).map((group) => [group.id, group]));
  const judged = new Map(answer.sentences.map((sentence) => [sentence.group_id, sentence]));
  return (answer.groups ?? []).map((group) => {
    const states: State[] = times.map(() => "silent");
    const note = (article: number, state: State): void => {
      if (STRENGTH.indexOf(state) > STRENGTH.indexOf(states[article] ?? "silent")) states[article] = state;
    };
    for (const member of group.members) note(member.article_index, "reports");
    for (const citation of judged.get(group.id)?.citations ?? []) note(citation.article_index, stateOf(citation.role));
    const against = disputes.get(group.id) ?? [];
    for (const place of against) note(place.article_index, "disputing");
    const near = (group.near ?? []).flatMap(({ group_id }) => groups.get(group_id) ?? []);
    for (const other of near) for (const member of other.members) note(member.article_index, "near");
    const dated = group.members
      .map(({ article_index }) => article_index)
      .filter((index) => !Number.isNaN(times[index]));
    const earliest = dated.toSorted((one, other) => times[one]! - times[other]!)[0] ?? -1;
    return { group, states, first: times[earliest] ?? Infinity, earliest, near, against };
  });
}

/** Whether who is in this state tells the fact, as far as is known. */
export function tells(state: State): boolean {
  return state !== "silent" && state !== "near";
}

/** The strongest of several states, for articles that share a column. */
export function joinStates(states: State[]): State {
  return states.reduce((one, other) => (STRENGTH.indexOf(other) > STRENGTH.indexOf(one) ? other : one), "silent");
}

export function stateOf(role: Role): State {
  return role === "representative" ? "supporting" : role;
}
