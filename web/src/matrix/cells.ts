/** Who says what: the state of each group in each article. */
import type { Column } from "../articles/outlets";
import type { Citation, Group, SummaryAnswer } from "../service/types";
import { findOpposed, overlap, type Opposed, type Place, type Standing } from "./opposed";
import { tallyFact, type Tally } from "./tally";

/** reports: it stands in the group, and nobody judged whether it says all of the wording that stands for it.

older, newer: what it tells has changed since, or had changed by then, so that it does not report what stands for the fact.
near: it has a sentence in another group that may be the same fact. */
export type State = "supporting" | "related" | "reports" | "disputing" | "older" | "newer" | "near" | "silent";

/** Those whose outlets report the fact. */
export const REPORTS: readonly State[] = ["supporting", "related", "reports"];

export interface Row {
  group: Group;
  states: State[];
  /** When it was first reported, in milliseconds, older versions left out; infinite where no article says when. */
  first: number;
  /** The article that reported it first; -1 where none says when. */
  earliest: number;
  /** Groups that may report the same fact and were not joined, the nearest first. */
  near: Group[];
  /** Places outside the group that its sentence in the summary cites as telling it, too. */
  further: Citation[];
  /** Places that say otherwise or tell another version, be they in the group or not. */
  opposed: Opposed[];
  tally: Tally;
}

const STRENGTH: State[] = ["silent", "near", "older", "newer", "reports", "related", "supporting", "disputing"];

/** A row for each group, in the order of rank. times: of the articles, NaN where unknown. */
export function buildRows(answer: SummaryAnswer, times: number[], columns: Column[]): Row[] {
  const opposing = findOpposed(answer);
  const groups = new Map((answer.groups ?? []).map((group) => [group.id, group]));
  const judged = new Map(answer.sentences.map((sentence) => [sentence.group_id, sentence]));
  return (answer.groups ?? []).map((group) => {
    const states: State[] = times.map(() => "silent");
    const note = (article: number, state: State): void => {
      if (STRENGTH.indexOf(state) > STRENGTH.indexOf(states[article] ?? "silent")) states[article] = state;
    };
    const sentence = judged.get(group.id);
    const cited = sentence?.citations ?? [];
    const otherwise = cited.flatMap((place) => (place.role === "disputing" ? [{ ...place, role: place.role }] : []));
    const opposed = dropRepeated([...(opposing.get(group.id) ?? []), ...otherwise]);
    const stands = (place: Place): boolean => !opposed.some((one) => overlap(one, place));
    for (const member of group.members) if (stands(member)) note(member.article_index, "reports");
    for (const place of cited) if (stands(place)) note(place.article_index, stateOf(place.role));
    // Whose sentence stands for the fact tells it, whatever else the article says.
    const home = group.members[group.representative]?.article_index;
    for (const { article_index, role } of opposed) if (article_index !== home) note(article_index, role);
    const near = (group.near ?? []).flatMap(({ group_id }) => groups.get(group_id) ?? []);
    for (const other of near) for (const member of other.members) note(member.article_index, "near");
    const dated = group.members
      .filter(stands)
      .map(({ article_index }) => article_index)
      .filter((index) => !Number.isNaN(times[index]));
    const earliest = dated.toSorted((one, other) => times[one]! - times[other]!)[0] ?? -1;
    const known = [...group.members, ...opposed];
    const further = cited.filter((place) => !known.some((one) => overlap(one, place)));
    const tally = tallyFact(group, sentence, states, columns);
    return { group, states, first: times[earliest] ?? Infinity, earliest, near, further, opposed, tally };
  });
}

function dropRepeated(places: Opposed[]): Opposed[] {
  return places.filter((place, at) => places.findIndex((one) => overlap(one, place)) === at);
}

/** Those of the states of another version that some outlet is in. */
export function listVersions(rows: Row[]): State[] {
  return (["newer", "older"] as const).filter((version) => rows.some(({ states }) => states.includes(version)));
}

/** What a legend of the summary tells: what every summary may have, and of the rest what its sentences have. */
export function listStances(stances: State[][]): State[] {
  const always: State[] = ["supporting", "related", "disputing", "silent"];
  const all: State[] = ["supporting", "related", "reports", "disputing", "newer", "older", "near", "silent"];
  return all.filter((state) => always.includes(state) || stances.some((states) => states.includes(state)));
}

/** Whether who is in this state tells the fact, as far as is known. */
export function tells(state: State): boolean {
  return state !== "silent" && state !== "near";
}

/** The strongest of several states, for articles that share a column. */
export function joinStates(states: State[]): State {
  return states.reduce((one, other) => (STRENGTH.indexOf(other) > STRENGTH.indexOf(one) ? other : one), "silent");
}

export function stateOf(role: Standing): State {
  return role === "representative" ? "supporting" : role;
}
