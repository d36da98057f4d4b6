/** The answers that came since the page was opened, by what was asked. */
import type { Article, Options, Reading, SummaryAnswer } from "../service/types";
import { findAnswered } from "./answered";

export class KnownAnswers {
  private readonly byQuestion = new Map<string, SummaryAnswer>();
  /** The longest extract of each question, whatever its length. */
  private readonly extracts = new Map<string, SummaryAnswer>();

  /** The answer to just this question. */
  find(articles: Article[], options: Options): SummaryAnswer | undefined {
    return this.byQuestion.get(nameQuestion(articles, options));
  }

  keep(articles: Article[], options: Options, answer: SummaryAnswer): void {
    this.byQuestion.set(nameQuestion(articles, options), answer);
    this.keepExtract(articles, options, answer);
  }

  /** Keeps an answer to be cut, of which it is not known which length it was asked for in. */
  keepExtract(articles: Article[], options: Options, answer: SummaryAnswer): void {
    if (answer.mode !== "extractive") return;
    const name = nameExtract(articles, options);
    if (answer.summary.length > (this.extracts.get(name)?.summary.length ?? -1)) this.extracts.set(name, answer);
  }

  /** The longest extract in the order and to the query of `options`, to cut from. */
  findExtract(articles: Article[], options: Options): SummaryAnswer | undefined {
    return this.extracts.get(nameExtract(articles, options));
  }
}

/** What was read before a reload can be cut, too. */
export function startWith(reading: Reading): KnownAnswers {
  const known = new KnownAnswers();
  if (reading.answer) known.keepExtract(findAnswered(reading), reading.options, reading.answer);
  return known;
}

export function nameQuestion(articles: Article[], options: Options): string {
  return JSON.stringify([options, articles]);
}

function nameExtract(articles: Article[], { order, query }: Options): string {
  return JSON.stringify([order, query, articles]);
}
