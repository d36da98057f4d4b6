/** Everything the views show of one answer, worked out once. */
import { findOriginals } from "../articles/copies";
import { countSources, findColumns, nameOutlets, type Column } from "../articles/outlets";
import { buildRows, joinStates, stateOf, type Row, type State } from "../matrix/cells";
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
  /** Of each sentence of the summary, how each article stands to its fact: as the table has it. */
  stances: State[][];
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
  const rows = buildRows(answer, times, columns);
  const cited = answer.sentences.map((sentence) => citeWithOpposed(sentence, opposed.get(sentence.group_id) ?? []));
  return {
    answer,
    articles,
    texts: articles.map((article, place) => reports[place]?.text ?? article.text ?? ""),
    outlets: nameOutlets(articles),
    columns,
    originals: findOriginals(articles, reports),
    sources: countSources(reports),
    rows,
    cited,
    stances: answer.sentences.map(
      ({ group_id }, place) => rows.find(({ group }) => group.id === group_id)?.states ?? joinRoles(cited[place]!, articles.length),
    ),
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

/** How articles stand to a sentence whose fact is not told: as the places do that it cites. */
function joinRoles(cited: CitedPlace[], articles: number): State[] {
  return Array.from({ length: articles }, (_, article) =>
    joinStates(cited.filter(({ article_index }) => article_index === article).map(({ role }) => stateOf(role))),
  );
}
