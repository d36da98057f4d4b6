import { tellCopy } from "../articles/copies";
import type { Column } from "../articles/outlets";
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
  kind: "one" | "family" | "copies";
  /** How many articles the column has, said at its first; else 1. */
  size: number;
  part: boolean;
  /** What stands below the name: whose articles lie folded in the column, and who copied whom. */
  note: string;
}

export function listHeads(story: Story, opened: string[]): Head[] {
  return story.columns.flatMap((column): Head[] => {
    const whole = { key: column.key, column: column.key, name: column.name, kind: column.kind, part: false };
    const note = tellFolded(story, column);
    if (!opened.includes(column.key))
      return [{ ...whole, articles: column.articles, size: column.articles.length, note }];
    return column.articles.map((article, place) => ({
      ...whole,
      key: `${column.key}/${article}`,
      name: story.outlets[article]!,
      articles: [article],
      size: place === 0 ? column.articles.length : 1,
      part: true,
      note: tellCopy(story, article),
    }));
  });
}

/** "copied by South", "and South": the others of a column, beside the first, whose name it has. */
function tellFolded(story: Story, { articles, kind }: Column): string {
  const others = articles.slice(1).map((article) => story.outlets[article]!);
  if (!others.length) return "";
  return `${kind === "copies" ? "copied by" : "and"} ${list(others, MOST_NAMED)}`;
}
