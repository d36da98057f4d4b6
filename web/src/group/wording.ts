/** How one wording differs from another, word by word, and which wordings are copies of one text. */
import { findFirst } from "../articles/copies";
import type { Row } from "../matrix/cells";
import { overlap, type Otherwise } from "../matrix/opposed";
import type { Citation, GroupMember } from "../service/types";

/** A sentence of an article, to be shown beside others. */
export type Voiced = Pick<GroupMember, "article_index" | "start" | "end" | "text">;

export interface Word {
  text: string;
  /** Whether the other wording lacks it. */
  own: boolean;
}

const MOST_WORDS = 400;
/** Longer sentences are told whole: the comparison takes the product of both lengths. */

/** `wording` in stretches, each with whether `other` lacks it. By longest common subsequence. */
export function compareWords(wording: string, other: string): Word[] {
  const words = wording.match(/\S+\s*/g) ?? [];
  const others = other.match(/\S+/g) ?? [];
  if (words.length > MOST_WORDS || others.length > MOST_WORDS) return [{ text: wording, own: false }];
  const shared = findShared(words.map(plain), others.map(plain));
  return joinRuns(words.map((text, place) => ({ text, own: !shared.has(place) && plain(text) !== "" })));
}

/** Neighbours of one kind as one stretch, the space behind own words apart. */
function joinRuns(words: Word[]): Word[] {
  const runs: Word[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.own === word.own) last.text += word.text;
    else runs.push({ ...word });
  }
  return runs.flatMap((run) => {
    const told = run.text.trimEnd();
    if (!run.own || told === run.text) return [run];
    return [
      { text: told, own: true },
      { text: run.text.slice(told.length), own: false },
    ];
  });
}

/** Members by the text that their articles are copies of, the representative first, originals before copies. */
export function foldCopies(
  members: GroupMember[],
  representative: GroupMember,
  isCopy: (article: number) => boolean,
): GroupMember[][] {
  const folded = new Map<string, GroupMember[]>();
  const sorted = members.toSorted(
    (one, other) => Number(isCopy(one.article_index)) - Number(isCopy(other.article_index)),
  );
  for (const member of [representative, ...sorted.filter((one) => one !== representative)]) {
    folded.set(member.origin, [...(folded.get(member.origin) ?? []), member]);
  }
  return [...folded.values()];
}

/** Places by the text that their articles go back to, originals before copies, each text where it comes first. */
export function foldPlaces(places: Voiced[], originals: number[]): Voiced[][] {
  const isCopy = ({ article_index }: Voiced): number => Number(originals[article_index]! >= 0);
  const folded = new Map<number, Voiced[]>();
  for (const place of places) {
    const text = findFirst(originals, place.article_index);
    folded.set(text, [...(folded.get(text) ?? []), place]);
  }
  return [...folded.values()].map((one) => one.toSorted((first, second) => isCopy(first) - isCopy(second)));
}

/** Sentences outside the group that its sentence in the summary cites. */
export function listFurther(row: Row): Voiced[] {
  return row.further.map(voice);
}

/** Sentences of the group that tell its fact as the one does that stands for it. */
export function listTold({ group, states, opposed }: Row): GroupMember[] {
  return group.members.filter(
    (member) => states[member.article_index] !== "disputing" && !opposed.some((place) => overlap(place, member)),
  );
}

/** Sentences that tell the fact otherwise, in one way; then what else articles that say otherwise have in the group. */
export function listOtherwise({ group, states, opposed }: Row, way: Otherwise): Voiced[] {
  const others = group.members.filter(
    (member) =>
      way === "disputing" && states[member.article_index] === way && !opposed.some((place) => overlap(place, member)),
  );
  return [...opposed.filter(({ role }) => role === way).map(voice), ...others];
}

/** One sentence of each outlet that has none in the row's own group, the nearest first. */
export function listNear(row: Row): Voiced[] {
  const members = row.near.flatMap((group) => group.members);
  return members.filter(
    ({ article_index: article }, place) =>
      row.states[article] === "near" && members.findIndex((one) => one.article_index === article) === place,
  );
}

function voice({ cited_text: text, ...place }: Omit<Citation, "role">): Voiced {
  return { ...place, text };
}

function findShared(words: string[], others: string[]): Set<number> {
  const width = others.length + 1;
  const best = new Uint16Array((words.length + 1) * width);
  for (let i = words.length - 1; i >= 0; i -= 1)
    for (let j = others.length - 1; j >= 0; j -= 1)
      best[i * width + j] =
        words[i] === others[j]
          ? best[(i + 1) * width + j + 1]! + 1
          : Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!);
  const shared = new Set<number>();
  for (let i = 0, j = 0; i < words.length && j < others.length;) {
    if (words[i] === others[j]) {
      shared.add(i);
      i += 1;
      j += 1;
    } else if (best[(i + 1) * width + j]! >= best[i * width + j + 1]!) i += 1;
    else j += 1;
  }
  return shared;
}

/** A word as it is compared: without case, and without punctuation around it. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%€$£]+/gu, " ")
    .trim();
}
