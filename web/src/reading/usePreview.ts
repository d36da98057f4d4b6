import { useRef, useState } from "preact/hooks";
import type { Options } from "../service/types";
import { countAll } from "../summary/lengths";
import { preview, type Preview } from "../summary/preview";
import { findAnswered } from "./answered";
import type { KnownAnswers } from "./known";
import type { KeptReading } from "./useKeptReading";

export type Previewing = ReturnType<typeof usePreview>;

/** What is cut of the answers at hand, and shown until the service has answered. */
export function usePreview({ latest }: Pick<KeptReading, "latest">, known: KnownAnswers) {
  const [previewed, setPreviewed] = useState<Preview | null>(null);
  /** Whether the answer to the length that is chosen is still to come. */
  const cutting = useRef(false);

  /** Shows what is at hand as long as `options` want it; what is to be rewritten as articles say it, where that is
  known. Null: shows the answer itself. */
  const showCut = (options: Options | null): void => {
    cutting.current = options !== null;
    const articles = findAnswered(latest.current);
    const source = options && (known.findExtract(articles, options) ?? latest.current.answer);
    setPreviewed(source && preview(source, options!.length, countAll(articles, source)));
  };
  return { previewed, showCut, isCutting: () => cutting.current };
}
