/** How far the service is with a question, from the events that it tells on the way. */
import type { ProgressEvent, SentenceEvent } from "./types";

export type Told = ({ event: "progress" } & ProgressEvent) | ({ event: "sentence" } & SentenceEvent);

export interface Progress {
  /** What is being done; stages that pass too fast to be read leave what was said before. */
  words: string;
  done: number;
  /** Sentences, or pairs of them, that the stage has to read; null where it does not count. */
  total: number | null;
  sentences: SentenceEvent[];
}

const STAGES: Record<string, string> = {
  queue: "Waiting for others",
  segment: "Splitting sentences",
  embed: "Reading sentences",
  group: "Finding what is told more than once",
  origins: "Finding copies",
  rank: "Counting sources",
  conflicts: "Looking for contradictions",
  select: "Choosing sentences",
  cite: "Checking who says what",
  rewrite: "Rewriting",
  verify: "Verifying",
  align: "Looking for evidence",
  entail: "Checking what is supported",
};

export const NOTHING_TOLD: Progress = { words: "", done: 0, total: null, sentences: [] };

/** `progress` with one more event; the latest sentence of a group stands, where the group's first one stood. */
export function hear(progress: Progress, told: Told): Progress {
  if (told.event === "progress") {
    const words = STAGES[told.stage];
    return words ? { ...progress, words, done: told.done ?? 0, total: told.total } : progress;
  }
  const { sentences } = progress;
  const place = sentences.findIndex(({ group_id }) => group_id === told.group_id);
  return { ...progress, sentences: place < 0 ? [...sentences, told] : sentences.with(place, told) };
}
