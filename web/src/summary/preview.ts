/** What is shown of the answers at hand until the service has answered, and in what words. */
import type { Length, Mode, SummaryAnswer } from "../service/types";
import { recut } from "./recut";

export interface Preview {
  answer: SummaryAnswer;
  /** Why it ends where it does: the next sentence is cut off, or was never at hand, or there is none. */
  end: "cut" | "at hand" | "exhausted";
}

/** `source` as long as `length`; null where it cannot be cut. all: words of the articles. */
export function preview(source: SummaryAnswer, length: Length, all: number): Preview | null {
  const answer = recut(source, length, all);
  if (!answer) return null;
  const end = answer.sentences.length < source.sentences.length ? "cut" : "at hand";
  return { answer, end: end === "at hand" && source.length.stop_reason === "exhausted" ? "exhausted" : end };
}

export const EXHAUSTED = "Nothing more is left to say.";
const HERE = {
  cut: "Cut here; the service is cutting it, too.",
  "at hand": "All that is at hand; the service looks for more.",
};
const IN_FILE = {
  cut: "Cut in this file: the next sentence would not fit.",
  "at hand": "This file holds nothing longer.",
};

/** offline: in an exported file, where nothing is on its way. */
export function tellPreview({ end }: Preview, mode: Mode, offline: boolean): string {
  const told = end === "exhausted" ? EXHAUSTED : (offline ? IN_FILE : HERE)[end];
  return mode === "abstractive" && !offline ? `${told} The rewrite is still to come.` : told;
}

/** What an answer ends with that came as it is shown. length: the one that is chosen. */
export function tellEnd({ length }: SummaryAnswer, chosen: Length, offline: boolean): string {
  const uncut = chosen.unit !== length.unit || chosen.value !== length.requested;
  if (offline && uncut) return "This file holds no cut of that length.";
  return length.stop_reason === "exhausted" ? EXHAUSTED : "The next sentence would not fit.";
}
