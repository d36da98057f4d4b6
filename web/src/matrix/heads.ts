import type { Story } from "../page/story";

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
}

export function listHeads(story: Story, opened: string[]): Head[] {
  return story.columns.flatMap((column): Head[] => {
    const whole = { key: column.key, column: column.key, name: column.name, kind: column.kind, part: false };
    if (!opened.includes(column.key)) return [{ ...whole, articles: column.articles, size: column.articles.length }];
    return column.articles.map((article, place) => ({
      ...whole,
      key: `${column.key}/${article}`,
      name: story.outlets[article]!,
      articles: [article],
      size: place === 0 ? column.articles.length : 1,
      part: true,
    }));
  });
}
