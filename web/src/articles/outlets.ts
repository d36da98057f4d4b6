/** Who published what: names to show, and articles that count as one column. */
import type { Article, ArticleReport } from "../service/types";
import { findFirst, findOriginals } from "./copies";

/** Articles that count once: of one publisher, or copies of one text, or both. What others copied comes first, then
texts of their own, then copies, each as they were published. */
export interface Column {
  key: string;
  name: string;
  articles: number[];
  kind: ColumnKind;
}

/** mixed: copies, and other texts of a publisher that copied or was copied. */
export type ColumnKind = "one" | "family" | "copies" | "mixed";

/** Who published an article, to be read; its id where it does not say. */
export function nameOutlet(article: Article): string {
  return findOutlet(article) || article.id;
}

/** Who published an article, as far as it says. */
export function findOutlet({ publisher, source, url }: Article): string {
  return publisher || source || /^https?:\/\/(?:www\.)?([^/:?#]+)/i.exec(url ?? "")?.[1] || "";
}

/** Outlets by article, an article's id behind a name that several have. */
export function nameOutlets(articles: Article[]): string[] {
  const names = articles.map(nameOutlet);
  const count = new Map<string, number>();
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1);
  return names.map((name, place) => (count.get(name)! > 1 ? `${name} · ${articles[place]!.id}` : name));
}

/** The columns of the matrix, in the order of their first articles. */
export function findColumns(articles: Article[], reports: ArticleReport[]): Column[] {
  const originals = findOriginals(articles, reports);
  const root = articles.map((_, index) => index);
  const find = (index: number): number => (root[index] === index ? index : find(root[index]!));
  const join = (one: number, other: number): void => {
    const [low, high] = [find(one), find(other)].sort((a, b) => a - b);
    root[high!] = low!;
  };
  const bySource = new Map<string, number>();
  for (const [index, report] of reports.entries()) {
    const first = bySource.get(report.source);
    if (first === undefined) bySource.set(report.source, index);
    else join(first, index);
    if (originals[index]! >= 0) join(originals[index]!, index);
  }
  const columns = new Map<number, number[]>();
  for (const index of articles.keys()) columns.set(find(index), [...(columns.get(find(index)) ?? []), index]);
  return [...columns.values()].map((members) => describe(members, articles, originals));
}

/** How many publishers there are. */
export function countSources(reports: ArticleReport[]): number {
  return new Set(reports.map((report) => report.source)).size;
}

function describe(members: number[], articles: Article[], originals: number[]): Column {
  const copied = new Set(originals);
  const rank = (index: number): number => (originals[index]! >= 0 ? 2 : copied.has(index) ? 0 : 1);
  const time = (index: number): number => Date.parse(articles[index]!.published_at ?? "") || Infinity;
  const ordered = members.toSorted((one, other) => rank(one) - rank(other) || time(one) - time(other) || one - other);
  const first = articles[ordered[0]!]!;
  return { key: first.id, name: nameOutlet(first), articles: ordered, kind: findKind(members, originals) };
}

function findKind(members: number[], originals: number[]): ColumnKind {
  if (members.length === 1) return "one";
  if (members.every((member) => originals[member]! < 0)) return "family";
  return new Set(members.map((member) => findFirst(originals, member))).size > 1 ? "mixed" : "copies";
}
