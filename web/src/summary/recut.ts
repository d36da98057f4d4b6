/** A shorter summary out of a longer one, at once, until the service has cut it itself. */
import type { SummaryAnswer } from "../service/types";

/** Words as a reader counts them: what stands between spaces. */
export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** `answer` cut to `words`: its sentences in the order in which they were chosen, as many as fit, shown in their own order.

Null where no sentence fits, or where nobody said in which order they were chosen. */
export function recut(answer: SummaryAnswer, words: number): SummaryAnswer | null {
  const steps = answer.sentences.filter((sentence) => sentence.explanation);
  if (steps.length < answer.sentences.length) return null;
  const chosen = new Set<unknown>();
  let used = 0;
  for (const sentence of steps.toSorted((one, other) => one.explanation!.step - other.explanation!.step)) {
    const size = countWords(sentence.text);
    if (used + size > words) continue;
    used += size;
    chosen.add(sentence);
  }
  if (!chosen.size) return null;
  const sentences = answer.sentences.filter((sentence) => chosen.has(sentence));
  const told = new Set(sentences.map((sentence) => sentence.group_id));
  return {
    ...answer,
    sentences,
    summary: sentences.map((sentence) => sentence.text).join(" "),
    groups: answer.groups?.map((group) => ({ ...group, in_summary: told.has(group.id) })) ?? null,
    length: { ...answer.length, requested: words, actual: used },
  };
}
