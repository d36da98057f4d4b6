/** How one wording differs from another, word by word, and which wordings are copies of one text. */
import type { Group, GroupMember } from "../service/types";

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
export function foldCopies(group: Group, isCopy: (article: number) => boolean): GroupMember[][] {
  const folded = new Map<string, GroupMember[]>();
  const representative = group.members[group.representative];
  const members = group.members.toSorted(
    (one, other) => Number(isCopy(one.article_index)) - Number(isCopy(other.article_index)),
  );
  const ordered = representative
    ? [representative, ...members.filter((m) => m !== representative)]
    : members;
  for (const member of ordered) {
    folded.set(member.origin, [...(folded.get(member.origin) ?? []), member]);
  }
  return [...folded.values()];
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
