/** Who says what: the state of each group in each article. */
import type { Column } from "../articles/outlets";
import type { Citation, Group, Role, SummaryAnswer } from "../service/types";
import { findDisputes } from "./disputes";
import { tallyFact, type Tally } from "./tally";

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
  /** Places outside the group that its sentence in the summary cites as telling it, too. */
  further: Citation[];
  /** Places that say otherwise, be they in the group or not. */
  against: Citation[];
  tally: Tally;
}

const STRENGTH: State[] = ["silent", "near", "reports", "related", "supporting", "disputing"];

/** A row for each group, in the order of rank. times: of the articles, NaN where unknown. */
export function buildRows(answer: SummaryAnswer, times: number[], columns: Column[]): Row[] {
  const disputes = findDisputes(answer);
  const groups = new Map((answer.groups ?? []).map((group) => [group.id, group]));
  const judged = new Map(answer.sentences.map((sentence) => [sentence.group_id, sentence]));
  return (answer.groups ?? []).map((group) => {
    const states: State[] = times.map(() => "silent");
    const note = (article: number, state: State): void => {
      if (STRENGTH.indexOf(state) > STRENGTH.indexOf(states[article] ?? "silent")) states[article] = state;
    };
    for (const member of group.members) note(member.article_index, "reports");
    const sentence = judged.get(group.id);
    const cited = sentence?.citations ?? [];
    const otherwise = cited.filter(({ role }) => role === "disputing");
    const against = dropRepeated([...(disputes.get(group.id) ?? []), ...otherwise]);
    for (const { role, article_index } of cited) if (role !== "disputing") note(article_index, stateOf(role));
    // Whose sentence stands for the fact tells it, whatever else the article says.
    const home = group.members[group.representative]?.article_index;
    for (const { article_index } of against) if (article_index !== home) note(article_index, "disputing");
    const near = (group.near ?? []).flatMap(({ group_id }) => groups.get(group_id) ?? []);
    for (const other of near) for (const member of other.members) note(member.article_index, "near");
    const dated = group.members
      .map(({ article_index }) => article_index)
      .filter((index) => !Number.isNaN(times[index]));
    const earliest = dated.toSorted((one, other) => times[one]! - times[other]!)[0] ?? -1;
    const known = [...group.members, ...against];
    const further = cited.filter((place) => !known.some((one) => overlap(one, place)));
    const tally = tallyFact(group, sentence, states, columns);
    return { group, states, first: times[earliest] ?? Infinity, earliest, near, further, against, tally };
  });
}

type Place = Pick<Citation, "article_index" | "start" | "end">;

/** Whether two places share words. */
export function overlap(one: Place, other: Place): boolean {
  return one.article_index === other.article_index && one.start < other.end && other.start < one.end;
}

function dropRepeated(places: Citation[]): Citation[] {
  return places.filter((place, at) => places.findIndex((one) => overlap(one, place)) === at);
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
