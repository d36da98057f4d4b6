import { useRef } from "preact/hooks";
import { askSummary } from "../service/ask";
import { findAnswered, takeAnswer } from "./answered";
import type { KnownAnswers } from "./known";
import type { KeptReading } from "./useKeptReading";
import type { Previewing } from "./usePreview";
import { useQuestion } from "./useQuestion";
import type { Troubles } from "./useTrouble";

interface Parts {
  kept: KeptReading;
  known: KnownAnswers;
  previewing: Previewing;
  troubles: Troubles;
  /** The answer that comes is to other articles than the one before. */
  replace: () => void;
}

/** How long the slider must rest before the service is asked to cut anew. */
const SETTLED_MS = 300;

/** The summary of the articles and options as they are now, unless it is known. */
export function useSummary({ kept, known, previewing, troubles, replace }: Parts) {
  const { latest, change } = kept;
  const { showCut } = previewing;
  const { since, progress, ask, stop, isRunning } = useQuestion();
  const resting = useRef(0);

  const summarize = async (): Promise<void> => {
    clearTimeout(resting.current);
    troubles.clear();
    const { articles, options } = latest.current;
    const found = known.find(articles, options);
    if (found) stop();
    const answer =
      found ??
      (await ask(
        (signal, hear) => askSummary(articles, options, signal, hear),
        (trouble) => {
          showCut(null);
          troubles.tell(trouble, () => void summarize());
        },
      ));
    if (!answer) return;
    known.keep(articles, options, answer);
    const now = latest.current;
    if (findAnswered(now) !== articles) replace();
    change(takeAnswer(now, articles, answer));
    // The slider may have moved on while this was asked.
    showCut(options === now.options ? null : now.options);
  };
  const summarizeSoon = (): void => {
    clearTimeout(resting.current);
    resting.current = window.setTimeout(() => void summarize(), SETTLED_MS);
  };
  const cancel = (): void => {
    clearTimeout(resting.current);
    stop();
    showCut(null);
  };
  return { waiting: since, progress, summarize, summarizeSoon, cancel, isAsking: isRunning };
}

export type Summarizing = ReturnType<typeof useSummary>;
