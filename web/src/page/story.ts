/** Everything the views show of one answer, worked out once. */
import { findOriginals } from "../articles/copies";
import { countSources, findColumns, nameOutlets, type Column } from "../articles/outlets";
import { buildRows, type Row } from "../matrix/cells";
import { citeWithOpposed, findOpposed, type CitedPlace } from "../matrix/opposed";
import type { Article, SummaryAnswer } from "../service/types";

export interface Story {
  answer: SummaryAnswer;
  articles: Article[];
  /** The texts into which offsets point: as sent, or as extracted from pages. */
  texts: string[];
  outlets: string[];
  columns: Column[];
  /** Of each article, the place of the one that it is a copy of, else -1. */
  originals: number[];
  sources: number;
  rows: Row[];
  /** What each sentence of the summary cites, and what tells its fact otherwise. */
  cited: CitedPlace[][];
  times: number[];
  /** Newer values by the place that tells the older one. */
  newer: Map<string, string>;
}

/** The value that replaced the one told at a place, if one did. */
export function findNewer(story: Story, place: { article_index: number; start: number }): string | undefined {
  return story.newer.get(`${place.article_index}:${place.start}`);
}

export function tellStory(articles: Article[], answer: SummaryAnswer): Story {
  const reports = answer.articles ?? [];
  const opposed = findOpposed(answer);
  const columns = findColumns(articles, reports);
  const times = articles.map((article) => Date.parse(article.published_at ?? ""));
  return {
    answer,
    articles,
    texts: articles.map((article, place) => reports[place]?.text ?? article.text ?? ""),
    outlets: nameOutlets(articles),
    columns,
    originals: findOriginals(articles, reports),
    sources: countSources(reports),
    rows: buildRows(answer, times, columns),
    cited: answer.sentences.map((sentence) => citeWithOpposed(sentence, opposed.get(sentence.group_id) ?? [])),
    times,
    newer: new Map(
      (answer.groups ?? []).flatMap(({ members }) =>
        members.flatMap(({ article_index, start, superseded_by }) =>
          superseded_by ? [[`${article_index}:${start}`, superseded_by.value] as const] : [],
        ),
      ),
    ),
  };
}
