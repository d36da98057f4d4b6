import { useState } from "preact/hooks";
import type { Article, Reading } from "../service/types";
import { beginStory, editArticles, findAnswered, isCurrent } from "./answered";
import { startWith } from "./known";
import { handleOptions } from "./options";
import { useForesight } from "./useForesight";
import { useKeptReading } from "./useKeptReading";
import { usePreview } from "./usePreview";
import { useSummary } from "./useSummary";
import { useTrouble } from "./useTrouble";
import { useVerification } from "./useVerification";

/** What is typed and not sent yet. */
type Typed = Pick<Reading, "pasted" | "asked" | "draft">;

export type ReadingState = ReturnType<typeof useReading>;

/** Articles, options, the answer to them, and everything that asks the service. */
export function useReading(first: Reading, offline: boolean) {
  const [known] = useState(() => startWith(first));
  const kept = useKeptReading(first, offline);
  const troubles = useTrouble();
  const verifying = useVerification(kept, troubles);
  const previewing = usePreview(kept, known);
  const summarizing = useSummary({ kept, known, previewing, troubles, replace: verifying.cancelCheck });
  const foresee = useForesight(kept, known, previewing);
  const { reading, latest, change } = kept;
  const { previewed } = previewing;
  const { summarize } = summarizing;

  const setArticles = (update: (articles: Article[]) => Article[]): void =>
    change(editArticles(latest.current, update));
  /** Says who published an article; who says what is then counted anew. */
  const nameOutlet = (id: string, publisher: string): void => {
    setArticles((articles) => articles.map((article) => (article.id === id ? { ...article, publisher } : article)));
    void summarize();
  };
  const begin = async (articles: Article[]): Promise<void> => {
    verifying.cancelCheck();
    previewing.showCut(null);
    change(beginStory(latest.current, articles));
    await summarize();
  };

  return {
    reading,
    answered: findAnswered(reading),
    current: isCurrent(reading),
    shown: previewed?.answer ?? reading.answer,
    /** What is shown until the service answers. */
    previewed,
    waiting: summarizing.waiting,
    progress: summarizing.progress,
    summarize,
    cancel: summarizing.cancel,
    ...verifying,
    ...handleOptions({ kept, previewing, summarizing, offline }),
    trouble: troubles.trouble,
    retry: troubles.retry,
    begin,
    setArticles,
    nameOutlet,
    type: (part: Partial<Typed>) => change(part),
    foresee: async () => {
      if (!offline && !summarizing.isAsking()) await foresee();
    },
  };
}
