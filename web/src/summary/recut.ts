/** A shorter summary out of a longer one, at once, until the service has cut it itself. */
import type { Length, SummaryAnswer } from "../service/types";
import { fits, measure } from "./lengths";

/** `answer` cut to `length`: its sentences in the order in which they were chosen, as many as fit, shown in their own order.

all: words of the articles, of which a fraction is a part.
Null where no sentence fits, or where nobody said in which order they were chosen. */
export function recut(answer: SummaryAnswer, length: Length, all: number): SummaryAnswer | null {
  const steps = answer.sentences.filter((sentence) => sentence.explanation);
  if (steps.length < answer.sentences.length) return null;
  const chosen = new Set<unknown>();
  const texts: string[] = [];
  for (const sentence of steps.toSorted((one, other) => one.explanation!.step - other.explanation!.step)) {
    if (!fits([...texts, sentence.text], length, all)) continue;
    texts.push(sentence.text);
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
    length: { ...answer.length, unit: length.unit, requested: length.value, actual: measure(texts, length.unit, all) },
  };
}
