/** Everything the views show of one answer, worked out once. */
import { countSources, findColumns, nameOutlets, type Column } from "../articles/outlets";
import { buildRows, type Row } from "../matrix/cells";
import type { Article, SummaryAnswer } from "../service/types";

export interface Story {
  answer: SummaryAnswer;
  articles: Article[];
  /** The texts into which offsets point: as sent, or as extracted from pages. */
  texts: string[];
  outlets: string[];
  columns: Column[];
  sources: number;
  rows: Row[];
  times: number[];
}

export function tellStory(articles: Article[], answer: SummaryAnswer): Story {
  const reports = answer.articles ?? [];
  const times = articles.map((article) => Date.parse(article.published_at ?? ""));
  return {
    answer,
    articles,
    texts: articles.map((article, place) => reports[place]?.text ?? article.text ?? ""),
    outlets: nameOutlets(articles),
    columns: findColumns(articles, reports),
    sources: countSources(reports),
    rows: buildRows(answer, times),
    times,
  };
}
