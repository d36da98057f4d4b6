import { useCallback, useMemo, useState } from "preact/hooks";
import { sortPlaces, type CitedPlace } from "../matrix/opposed";
import type { Story } from "./story";
import { WIDE } from "./useKeptPlace";

const NONE: CitedPlace[] = [];

/** The sentence that is held, known by its `text`, and the places that it cites, to walk along. */
export function useHeld(
  story: Story,
  text: string | null,
  pin: (sentence: string | null) => void,
  go: (article: number, start: number) => void,
) {
  const found = story.answer.sentences.findIndex((sentence) => sentence.text === text);
  const pinned = found < 0 ? null : found;
  const held = useMemo(() => sortPlaces(story.cited[pinned ?? -1] ?? NONE), [story, pinned]);
  const [step, setStep] = useState(0);

  const hold = useCallback(
    (sentence: number) => {
      const first = sortPlaces(story.cited[sentence] ?? NONE)[0];
      pin(story.answer.sentences[sentence]?.text ?? null);
      setStep(0);
      if (first && besideEachOther()) go(first.article_index, first.start);
    },
    [story],
  );
  const goTo = useCallback(
    (article: number, start: number) => {
      const found = held.findIndex((citation) => citation.article_index === article && citation.start === start);
      if (found >= 0) setStep(found);
      go(article, start);
    },
    [held],
  );
  const walk = (by: number): void => {
    const next = held[(step + by + held.length) % (held.length || 1)];
    if (!next) return;
    setStep((step + by + held.length) % held.length);
    go(next.article_index, next.start);
  };
  return { pinned, held, step, hold, goTo, walk };
}

/** Whether summary and articles are seen at once; else going to an article would take the summary away. */
function besideEachOther(): boolean {
  return matchMedia(WIDE).matches;
}
