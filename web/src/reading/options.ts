/** What the reader chooses of a summary, and who is asked then: the answers at hand, the service, or both. */
import type { Length, LengthUnit, Options } from "../service/types";
import { convert, countAll } from "../summary/lengths";
import { findAnswered } from "./answered";
import type { KeptReading } from "./useKeptReading";
import type { Previewing } from "./usePreview";
import type { Summarizing } from "./useSummary";

interface Parts {
  kept: Pick<KeptReading, "latest" | "change">;
  previewing: Pick<Previewing, "previewed" | "showCut">;
  summarizing: Pick<Summarizing, "summarize" | "summarizeSoon">;
  offline: boolean;
}

/** Changes of the options: each goes on from the reading as it is now. Offline, nobody is asked. */
export function handleOptions({ kept, previewing, summarizing, offline }: Parts) {
  const { latest, change } = kept;

  const setOptions = (part: Partial<Options>): void => {
    change({ options: { ...latest.current.options, ...part } });
    if (latest.current.answer && !offline) void summarizing.summarize();
  };

  /** Cuts what is at hand at once, and has the service cut it as soon as the slider rests. */
  const setLength = (length: Length): void => {
    const options = { ...latest.current.options, length };
    change({ options });
    previewing.showCut(options);
    if (!offline) summarizing.summarizeSoon();
  };

  /** The length of what is shown, counted in another unit. */
  const setUnit = (unit: LengthUnit): void => {
    const shown = previewing.previewed?.answer ?? latest.current.answer;
    if (!shown) return;
    const texts = shown.sentences.map((sentence) => sentence.text);
    setLength(convert(texts, unit, countAll(findAnswered(latest.current), shown)));
  };
  return { setOptions, setLength, setUnit };
}
