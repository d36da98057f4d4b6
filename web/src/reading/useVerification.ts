import { askCitations } from "../service/ask";
import { findAnswered } from "./answered";
import type { KeptReading } from "./useKeptReading";
import { useQuestion } from "./useQuestion";
import type { Troubles } from "./useTrouble";

/** A text held against the articles of the answer that is shown. */
export function useVerification({ latest, change }: KeptReading, { tell, clear }: Troubles) {
  const { since, progress, ask, stop } = useQuestion();
  const check = async (text: string): Promise<void> => {
    clear();
    const articles = findAnswered(latest.current);
    const checked = await ask(
      (signal, hear) => askCitations(articles, text, signal, hear),
      (trouble) => tell(trouble, () => void check(text)),
    );
    if (checked) change({ checked });
  };
  return { checking: since, checkProgress: progress, check, cancelCheck: stop };
}
