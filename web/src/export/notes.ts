/** Who stands behind each sentence, as numbered notes; a place keeps its number. */
import type { Story } from "../page/story";
import type { State } from "../matrix/cells";
import type { Citation, SummarySentence } from "../service/types";
import { list } from "../page/words";
import { listReported } from "../summary/reported";
import { tellSupport } from "../summary/support";

export interface Note {
  number: number;
  outlet: string;
  title: string;
  url: string;
  quotation: string;
}

export interface NotedSentence {
  text: string;
  /** "reported 3 Mar 2025; 4 independent sources report it, 1 in every detail; also North and South". */
  support: string;
  notes: Note[];
}

const MOST_NAMED = 8;
const REPORTED: State[] = ["related", "reports"];

/** The sentences with the notes of those that say all of them, and all notes in order. */
export function noteSentences(story: Story): { sentences: NotedSentence[]; notes: Note[] } {
  const known = new Map<string, Note>();
  const note = (citation: Citation): Note => {
    const name = `${citation.article_index}:${citation.start}:${citation.end}`;
    const article = story.articles[citation.article_index]!;
    const made: Note = known.get(name) ?? {
      number: known.size + 1,
      outlet: story.outlets[citation.article_index]!,
      title: article.title ?? "",
      url: /^https?:\/\//i.test(article.url ?? "") ? article.url! : "",
      quotation: citation.cited_text,
    };
    known.set(name, made);
    return made;
  };
  const reported = listReported(story.answer.sentences);
  const sentences = story.answer.sentences.map((sentence, place) => ({
    text: sentence.text,
    support: [reported[place], tellWho(story, sentence)].filter(Boolean).join("; "),
    notes: sentence.citations.filter(({ role }) => role === "representative" || role === "supporting").map(note),
  }));
  return { sentences, notes: [...known.values()] };
}

/** The counts, with the names of those that no note names. */
function tellWho(story: Story, sentence: SummarySentence): string {
  const row = story.rows.find(({ group }) => group.id === sentence.group_id);
  const name = (wanted: State[]): string =>
    list(story.outlets.filter((_, article) => wanted.includes(row?.states[article] ?? "silent")), MOST_NAMED);
  const { reports, all, otherwise } = tellSupport(story, sentence);
  const others = row && row.tally.reports > (row.tally.all ?? 0) ? name(REPORTED) : "";
  const parts = [`${reports}, ${all}`, others && `also ${others}`, otherwise && `${otherwise}: ${name(["disputing"])}`];
  return parts.filter(Boolean).join("; ");
}
