import { useRef } from "preact/hooks";
import { askSummary } from "../service/ask";
import type { Options } from "../service/types";
import { LONGEST } from "../summary/lengths";
import { nameQuestion, type KnownAnswers } from "./known";
import type { KeptReading } from "./useKeptReading";
import type { Previewing } from "./usePreview";

/** Asks for the longest extract before the slider moves, once, so that longer ones are at hand, too. */
export function useForesight(
  { latest }: Pick<KeptReading, "latest">,
  known: KnownAnswers,
  { isCutting, showCut }: Pick<Previewing, "isCutting" | "showCut">,
): () => Promise<void> {
  const foreseen = useRef("");
  return async () => {
    const { articles, answered, answer, options } = latest.current;
    const long: Options = { ...options, mode: "extractive", length: LONGEST };
    const name = nameQuestion(articles, long);
    if (foreseen.current === name || known.find(articles, long)) return;
    if (!answer || answered || known.findExtract(articles, long)?.length.stop_reason === "exhausted") return;
    foreseen.current = name;
    try {
      known.keep(articles, long, await askSummary(articles, long, new AbortController().signal));
      if (isCutting()) showCut(latest.current.options);
    } catch {
      // Nobody asked for it: what the reader asks for tells what is wrong.
      foreseen.current = "";
    }
  };
}
