/** A small story with every state in it, for tests. */
import { tellStory, type Story } from "../page/story";
import type { Article, Citation, CitedSentence, Conflict, SentenceCitation, SummaryAnswer } from "../service/types";

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

const TOLLS = ["The fire killed 3 people.", "Twelve people died in the fire.", "The fire killed 14 people."];

/** A fire whose toll rose: North and South tell what West's newest report has taken the place of. Parts of its update may be others. */
export function risen(part: Partial<Conflict> = {}): Story {
  const articles = ARTICLES.map((article, place) => ({ ...article, text: TOLLS[place]! }));
  const cite = (place: number): Citation => {
    const text = TOLLS[place]!;
    return { article_id: articles[place]!.id, article_index: place, start: 0, end: text.length, cited_text: text, role: "related", score: 0.9 };
  };
  const [sentence] = ANSWER.sentences;
  const [group] = ANSWER.groups!;
  const whole = { ...cite(2), role: "representative" as const };
  const answer: SummaryAnswer = {
    ...ANSWER,
    summary: TOLLS[2]!,
    sentences: [
      {
        ...sentence!,
        text: TOLLS[2]!,
        coverage: coverage(1),
        citations: [whole, cite(0), cite(1)].map((citation) => ({ ...citation, claim_start: 0, claim_end: 26 })),
      },
    ],
    groups: [
      {
        ...group!,
        representative: 2,
        members: TOLLS.map((text, place) => ({ ...cite(place), text, similarity: 1, origin: `o${place}` })),
      },
    ],
    conflicts: [
      {
        id: "c1",
        kind: "quantity",
        status: "update",
        group_ids: ["g1"],
        statement: "Reports of how many died have changed: 3 people (North), then Twelve people (South), then 14 people (West).",
        sides: ["3 people", "Twelve people", "14 people"].map((value, place) => ({
          value,
          coverage: coverage(1),
          citations: [cite(place)],
          as_of: `2025-03-0${4 + place}T08:00:00Z`,
        })),
        ...part,
      },
    ],
  };
  return tellStory(articles, answer);
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
