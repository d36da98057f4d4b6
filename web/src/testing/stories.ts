/** A small story with every state in it, for tests. */
import { tellStory, type Story } from "../page/story";
import type { Article, Citation, CitedSentence, SentenceCitation, SummaryAnswer } from "../service/types";

export const HOSTILE = `<img src=x onerror=alert(1)></script><b>"bold"</b>`;

export const ARTICLES: Article[] = [
  {
    id: "n",
    source: "North",
    url: "https://north.example/1",
    text: "The bridge opened on Tuesday. It cost 31 million.",
    published_at: "2025-03-04T08:00:00Z",
  },
  { id: "s", source: "South", text: "On Tuesday the bridge opened.", published_at: "2025-03-04T10:00:00Z" },
  { id: "w", source: "West", text: `The bridge stayed shut. ${HOSTILE}`, published_at: "2025-03-05" },
];

export function cite(article_index: number, start: number, end: number, role: Citation["role"]): SentenceCitation {
  const article = ARTICLES[article_index]!;
  const cited_text = article.text!.slice(start, end);
  return {
    article_id: article.id,
    article_index,
    start,
    end,
    cited_text,
    role,
    score: 0.9,
    claim_start: 0,
    claim_end: 29,
  };
}

const member = (article_index: number, start: number, end: number, origin: string) => {
  const article = ARTICLES[article_index]!;
  return {
    article_id: article.id,
    article_index,
    start,
    end,
    text: article.text!.slice(start, end),
    similarity: 1,
    origin,
  };
};
const coverage = (articles: number, independent_sources = articles) => ({
  articles,
  sources: articles,
  independent_sources,
});
const verification = { status: "verbatim", score: 1, reasons: [], spans: [] } as const;

export const ANSWER = {
  id: "sum_1",
  mode: "extractive",
  summary: "The bridge opened on Tuesday. It cost 31 million.",
  sentences: [
    {
      text: "The bridge opened on Tuesday.",
      start: 0,
      end: 29,
      group_id: "g1",
      coverage: coverage(2),
      citations: [cite(0, 0, 29, "representative"), cite(1, 0, 29, "supporting"), cite(2, 0, 23, "disputing")],
      verification,
      explanation: { step: 1 },
    },
    {
      text: "It cost 31 million.",
      start: 30,
      end: 49,
      group_id: "g2",
      coverage: coverage(1),
      citations: [cite(0, 30, 49, "representative")],
      verification,
      explanation: { step: 2 },
    },
  ],
  groups: [
    {
      id: "g1",
      rank: 1,
      coverage: coverage(3),
      salience: 1,
      representative: 0,
      members: [member(0, 0, 29, "o1"), member(1, 0, 29, "o2"), member(2, 0, 23, "o3")],
      in_summary: true,
    },
    {
      id: "g2",
      rank: 2,
      coverage: coverage(1),
      salience: 0.5,
      representative: 0,
      members: [member(0, 30, 49, "o1")],
      in_summary: true,
    },
  ],
  conflicts: [
    {
      id: "c1",
      kind: "state",
      status: "conflict",
      group_ids: ["g1"],
      statement: "Sources differ: opened (North) or stayed shut (West).",
      sides: [
        { value: "opened", coverage: coverage(2), citations: [cite(0, 0, 29, "representative")] },
        { value: "stayed shut", coverage: coverage(1), citations: [cite(2, 0, 23, "disputing")] },
      ],
    },
  ],
  articles: ARTICLES.map(({ id, source }) => ({
    id,
    source,
    sentences: 1,
    cited: 1,
    boilerplate: 0,
    copy_of: null,
    story: "s1",
    boilerplate_spans: [],
  })),
  length: { unit: "words", requested: 60, actual: 9, stop_reason: "exhausted" },
  warnings: [],
} as unknown as SummaryAnswer;

export function story(): Story {
  return tellStory(ARTICLES, ANSWER);
}

/** A checked sentence whose figure is wrong. */
export const WRONG: CitedSentence = {
  text: "It cost 40 million.",
  start: 0,
  end: 19,
  citations: [],
  verification: {
    status: "contradicted",
    score: 0.1,
    reasons: ["numbers that the cited sentences do not hold: 40"],
    spans: [{ start: 8, end: 10, kind: "number", contradicting: [cite(0, 30, 49, "disputing")] }],
  },
};
