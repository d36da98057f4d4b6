import { findFirst, measureCopy, tellCopy } from "../articles/copies";
import type { Column, ColumnKind } from "../articles/outlets";
import type { Story } from "../page/story";
import { list } from "../page/words";

const MOST_NAMED = 2;

/** A column as it stands in the table: closed and whole, or opened and one article of it. */
export interface Head {
  key: string;
  /** The column that it is, or is a part of. */
  column: string;
  name: string;
  articles: number[];
  kind: ColumnKind;
  /** How many articles the column has, said at its first; else 1. */
  size: number;
  /** What lies folded in it: copies word for word, other edits of its text, or both and other articles. */
  folded: "copies" | "edits" | "more";
  part: boolean;
  /** What stands below the name: whose articles lie folded here, who copied whom, and who is of one publisher. */
  note: string;
}

export function listHeads(story: Story, opened: string[]): Head[] {
  return story.columns.flatMap((column): Head[] => {
    const whole = { key: column.key, column: column.key, name: column.name, kind: column.kind, part: false };
    const note = tellFolded(story, column);
    const folded = nameFolded(story, column);
    if (!opened.includes(column.key))
      return [{ ...whole, articles: column.articles, size: column.articles.length, folded, note }];
    return column.articles.map((article, place) => ({
      ...whole,
      key: `${column.key}/${article}`,
      name: story.outlets[article]!,
      articles: [article],
      folded,
      size: place === 0 ? column.articles.length : 1,
      part: true,
      note: tellPart(story, column, article),
    }));
  });
}

function nameFolded(story: Story, { articles, kind }: Column): Head["folded"] {
  const same = articles.filter((article) => story.originals[article]! >= 0).map((one) => measureCopy(story, one) === 1);
  if (kind !== "copies" || (same.includes(true) && same.includes(false))) return "more";
  return same.includes(true) ? "copies" : "edits";
}

/** "copied by South; in another edit at West; of one publisher with North News": what the others of a column are to the first, whose name it
has, and to each other. */
function tellFolded(story: Story, column: Column): string {
  const { articles, kind } = column;
  const name = (members: number[]): string => list(members.map((article) => story.outlets[article]!), MOST_NAMED);
  const [first, ...others] = articles as [number, ...number[]];
  if (!others.length) return "";
  if (kind === "family") return `and ${name(others)}`;
  const copied = articles.flatMap((article) => {
    const copies = articles.filter((one) => story.originals[one] === article);
    const [same, edits] = [true, false].map((same) => copies.filter((one) => (measureCopy(story, one) === 1) === same));
    const whose = article === first ? "" : `${story.outlets[article]!} `;
    return [
      ...(same!.length ? [`${whose}copied by ${name(same!)}`] : []),
      ...(edits!.length ? [`${whose}in another edit at ${name(edits!)}`] : []),
    ];
  });
  const families = findFamilies(story, column).map((family) =>
    family[0] === first ? `of one publisher with ${name(family.slice(1))}` : `${name(family)} of one publisher`,
  );
  return [...copied, ...families].join("; ");
}

/** What an article is to the others of its column, once that is open. */
function tellPart(story: Story, column: Column, article: number): string {
  const family = findFamilies(story, column).find((members) => members.includes(article)) ?? [];
  const others = family.filter((member) => member !== article).map((member) => story.outlets[member]!);
  return [tellCopy(story, article), others.length ? `of one publisher with ${list(others, MOST_NAMED)}` : ""]
    .filter(Boolean)
    .join("; ");
}

/** Articles of one publisher that are in a column not just as copies of one text. */
function findFamilies({ answer, originals }: Story, { articles }: Column): number[][] {
  const sources = articles.map((article) => answer.articles?.[article]?.source ?? String(article));
  return [...new Set(sources)]
    .map((source) => articles.filter((_, place) => sources[place] === source))
    .filter((members) => new Set(members.map((article) => findFirst(originals, article))).size > 1);
}
