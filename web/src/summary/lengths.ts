/** The units in which a length is asked for: how far the slider goes in each, and how a text is measured in it. */
import { count } from "../page/words";
import type { Article, Length, LengthUnit, SummaryAnswer } from "../service/types";

interface Scale {
  name: string;
  least: number;
  most: number;
  step: number;
}

export const SCALES: Record<LengthUnit, Scale> = {
  words: { name: "Words", least: 20, most: 400, step: 5 },
  sentences: { name: "Sentences", least: 1, most: 20, step: 1 },
  characters: { name: "Characters", least: 100, most: 2500, step: 50 },
  fraction: { name: "Share of the articles", least: 0.01, most: 0.5, step: 0.01 },
};

/** What the page asks for beforehand, to have it at hand: the longest of most units. */
export const LONGEST: Length = { unit: "words", value: SCALES.words.most };

const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3134f}]/gu;
const ROUNDING = 1e-9;

/** Words as the service counts them: what stands between spaces; Han and Kana, written without spaces, one each. */
export function countWords(text: string): number {
  const unspaced = text.match(UNSPACED)?.length ?? 0;
  return unspaced + ((unspaced ? text.replace(UNSPACED, " ") : text).match(/\S+/g)?.length ?? 0);
}

/** Words of all articles, of which a fraction is a part. */
export function countAll(articles: Article[], answer: SummaryAnswer): number {
  const texts = articles.map((article, place) => answer.articles?.[place]?.text ?? article.text ?? "");
  return texts.reduce((sum, text) => sum + countWords(text), 0);
}

/** How long sentences are together, in `unit`; `all`: the words of the articles. */
export function measure(texts: string[], unit: LengthUnit, all: number): number {
  if (unit === "sentences") return texts.length;
  if (unit === "characters") return texts.reduce((sum, text) => sum + [...text].length, Math.max(0, texts.length - 1));
  const words = texts.reduce((sum, text) => sum + countWords(text), 0);
  return unit === "words" ? words : words / Math.max(1, all);
}

/** Whether sentences are no longer than a length. */
export function fits(texts: string[], { unit, value }: Length, all: number): boolean {
  return measure(texts, unit, all) <= value + ROUNDING;
}

/** The length in `unit` that sentences just fit, as far as the slider goes. */
export function convert(texts: string[], unit: LengthUnit, all: number): Length {
  const { least, most, step } = SCALES[unit];
  const steps = Math.ceil(measure(texts, unit, all) / step - ROUNDING);
  return { unit, value: Math.min(most, Math.max(least, Number((steps * step).toFixed(2)))) };
}

/** "1 word", "900 characters", "5% of the articles". */
export function tellLength({ unit, value }: Length): string {
  if (unit !== "fraction") return count(value, unit.slice(0, -1));
  return `${value.toLocaleString("en", { style: "percent", maximumFractionDigits: 1 })} of the articles`;
}
