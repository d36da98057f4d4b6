import { useState } from "preact/hooks";
import { ArticleShelf } from "../articles/ArticleShelf";
import type { ReadingState } from "../reading/useReading";
import type { SentenceEvent } from "../service/types";
import { Controls } from "../summary/Controls";
import { Decided } from "../summary/Decided";
import { tellEnd, tellPreview } from "../summary/preview";
import { SummaryPane } from "../summary/SummaryPane";
import { Stepper } from "../summary/Stepper";
import type { CitedPlace } from "../matrix/opposed";
import type { Story } from "./story";
import { useHeld } from "./useHeld";
import { useKeptPlace } from "./useKeptPlace";
import { focusHeld, useMarkKeys } from "./useMarkKeys";
import type { Picking } from "./usePicked";

export interface Place {
  article: number;
  start: number;
  at: number;
}

interface Props {
  story: Story;
  state: ReadingState;
  /** The text of the sentence that is held: it stays held in a longer or shorter summary that has it, too. */
  pinned: string | null;
  pin: (sentence: string | null) => void;
  group: string | null;
  openGroup: (id: string) => void;
  place: Place | null;
  go: (article: number, start: number) => void;
  offline: boolean;
  decided: SentenceEvent[];
  picking: Picking;
  showOwn: (article: number) => void;
}

const NONE: CitedPlace[] = [];

/** The summary and its sources side by side; what one points at, the other marks. */
export function ReadView(props: Props) {
  const { story, state, pinned: text, pin, group, openGroup, place, go, offline, decided, picking, showOwn } = props;
  const { pinned, held, step, hold, goTo, walk } = useHeld(story, text, pin, go);
  const [pointed, point] = useState<number | null>(null);
  const shown = pointed !== null && story.cited[pointed] ? pointed : pinned;
  const cited = story.cited[shown ?? -1] ?? NONE;
  const letGo = (): void => pin(null);
  useKeptPlace();
  useMarkKeys({ walk, letGo, covered: group !== null });
  const { previewed } = state;
  const { mode, length } = state.reading.options;
  const end = previewed ? tellPreview(previewed, mode, offline) : tellEnd(story.answer, length, offline);

  return (
    <div class="read">
      <section class="left" aria-label="Summary" tabIndex={0}>
        <Controls state={state} offline={offline} />
        {/* A new order or length comes at once; what is rewritten or of other articles is shown while it grows. */}
        {decided.length > 0 && (!state.current || (mode === "abstractive" && !previewed)) ? (
          <Decided sentences={decided} />
        ) : (
          <SummaryPane
            {...{ story, pinned, pointed, point, hold, openGroup, end }}
            go={goTo}
            busy={previewed !== null && !offline}
          />
        )}
      </section>
      <ArticleShelf
        {...{ story, cited, shown, place, openGroup, group, picking, showOwn }}
        go={goTo}
        name={offline ? null : state.nameOutlet}
      />
      {place && held.length > 0 && (
        <Stepper {...{ story, held, step, walk, letGo }} back={focusHeld} />
      )}
    </div>
  );
}
