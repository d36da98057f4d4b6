/** To which articles the answer of a reading is, and what becomes of it when articles or answers change. */
import type { Article, Reading, SummaryAnswer } from "../service/types";

/** What changes of a reading. */
export type Change = Partial<Reading>;

/** The articles that the answer is to. */
export function findAnswered({ articles, answered }: Reading): Article[] {
  return answered ?? articles;
}

/** Whether the answer is to the articles as they are now. */
export function isCurrent(reading: Reading): boolean {
  return findAnswered(reading) === reading.articles;
}

/** An answer to `articles`, whatever they are now; a text that was verified against others is verified no more. */
export function takeAnswer(now: Reading, articles: Article[], answer: SummaryAnswer): Change {
  return {
    answer,
    answered: articles === now.articles ? null : articles,
    checked: findAnswered(now) === articles ? now.checked : null,
  };
}

/** Other articles; the answer stays, and is one to the articles as they were. */
export function editArticles(now: Reading, update: (articles: Article[]) => Article[]): Change {
  const { articles, answered, answer } = now;
  return { articles: update(articles), answered: answered ?? (answer && articles) };
}

/** Another story in place of the one at hand, to which there is no answer yet and nothing was asked or typed. */
export function beginStory(now: Reading, articles: Article[]): Change {
  const options = { ...now.options, query: "" };
  return { articles, options, asked: "", answered: null, answer: null, checked: null, draft: "" };
}
