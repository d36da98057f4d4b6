import { useCallback, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { ArticleShelf } from "../articles/ArticleShelf";
import type { SentenceEvent } from "../service/types";
import { Controls } from "../summary/Controls";
import { Decided } from "../summary/Decided";
import { tellEnd, tellPreview } from "../summary/preview";
import { SummaryPane } from "../summary/SummaryPane";
import { Stepper } from "../summary/Stepper";
import { sortPlaces, type CitedPlace } from "../matrix/opposed";
import { isTyping } from "./KeyHelp";
import type { Story } from "./story";
import { useKeptPlace, WIDE } from "./useKeptPlace";
import type { Picking } from "./usePicked";
import type { ReadingState } from "./useReading";

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
  const [pointed, point] = useState<number | null>(null);
  const found = story.answer.sentences.findIndex((sentence) => sentence.text === text);
  const pinned = found < 0 ? null : found;
  const shown = pointed !== null && story.cited[pointed] ? pointed : pinned;
  const cited = story.cited[shown ?? -1] ?? NONE;
  const held = useMemo(() => sortPlaces(story.cited[pinned ?? -1] ?? NONE), [story, pinned]);
  const [step, setStep] = useState(0);
  useKeptPlace();
  const { previewed } = state;
  const { mode, length } = state.reading.options;
  const end = previewed ? tellPreview(previewed, mode, offline) : tellEnd(story.answer, length, offline);

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

  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      if (event.key === "n") walk(1);
      else if (event.key === "p") walk(-1);
      else if (event.key === "Escape" && !group) {
        if (document.activeElement?.closest(".evidence")) focusHeld();
        pin(null);
      }
      else if (event.key === "j" || event.key === "k") focusMark(event.key === "j" ? 1 : -1);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });

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
        <Stepper {...{ story, held, step, walk }} back={focusHeld} letGo={() => pin(null)} />
      )}
    </div>
  );
}


/** Whether summary and articles are seen at once; else going to an article would take the summary away. */
function besideEachOther(): boolean {
  return matchMedia(WIDE).matches;
}

function focusHeld(): void {
  const mark = document.querySelector<HTMLElement>('button.support[aria-pressed="true"]');
  mark?.focus({ preventScroll: true });
  mark?.scrollIntoView({ block: "center" });
}

function focusMark(by: number): void {
  const marks = [...document.querySelectorAll<HTMLElement>("button.support")];
  const here = marks.findIndex((mark) => mark === document.activeElement);
  marks[here < 0 ? (by > 0 ? 0 : marks.length - 1) : (here + by + marks.length) % marks.length]?.focus();
}
