/** Who stands behind each sentence, as numbered notes; a place keeps its number. */
import type { Story } from "../page/story";
import { REPORTS, type State } from "../matrix/cells";
import { tellOnce } from "../matrix/standing";
import { REPORTING, STATE_WORDS } from "../page/Glyph";
import type { Citation, SummarySentence } from "../service/types";
import { list } from "../page/words";
import { listReported } from "../summary/reported";
import { OTHERWISE, tellSupport } from "../summary/support";

export interface Note {
  number: number;
  outlet: string;
  title: string;
  url: string;
  quotation: string;
}

export interface NotedSentence {
  text: string;
  /** "reported 3 Mar 2025; 4 independent sources report it, 1 in every detail; not in every detail: North and South; North and South count once". */
  support: string;
  notes: Note[];
}

const MOST_NAMED = 8;
/** Those who report a fact and whom no note names. */
const DETAILS: State[] = ["related", "reports"];

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
  const name = (words: string, state: State): string => {
    const names = story.outlets.filter((_, article) => row?.states[article] === state);
    return names.length ? `${words}: ${list(names, MOST_NAMED)}` : "";
  };
  const { reports, all, others } = tellSupport(story, sentence);
  // As they are counted: those who report it, and those who tell it otherwise in one way.
  const counted = [REPORTS, ...OTHERWISE.map((way): State[] => [way])].map((states) =>
    story.articles.flatMap((_, article) => (row && states.includes(row.states[article]!) ? [article] : [])),
  );
  const told = OTHERWISE.filter((way) => row && row.tally[way] > 0);
  const parts = [
    `${reports}, ${all}`,
    ...DETAILS.map((state) => name(STATE_WORDS[state].replace(REPORTING, ""), state)),
    ...told.map((way, place) => name(others[place]!, way) || others[place]!),
    ...new Set(counted.map((articles) => tellOnce(story, articles))),
  ];
  return parts.filter(Boolean).join("; ");
}
