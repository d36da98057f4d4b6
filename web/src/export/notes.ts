/** Who stands behind each sentence, as numbered notes; a place keeps its number. */
import type { Story } from "../page/story";
import type { Citation } from "../service/types";
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
  support: string;
  notes: Note[];
}

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
  const sentences = story.answer.sentences.map((sentence) => ({
    text: sentence.text,
    support: Object.values(tellSupport(story, sentence)).filter(Boolean).join(", "),
    notes: sentence.citations.filter(({ role }) => role === "representative" || role === "supporting").map(note),
  }));
  return { sentences, notes: [...known.values()] };
}
