import { useMemo, useRef } from "preact/hooks";
import { isComplete } from "../articles/reading";
import { GroupPanel } from "../group/GroupPanel";
import { useReading } from "../reading/useReading";
import type { Reading, SummaryAnswer } from "../service/types";
import { CurrentView } from "./CurrentView";
import { Former } from "./Former";
import { Header } from "./Header";
import { tellStory } from "./story";
import { TroubleNote } from "./TroubleNote";
import { useKeptFocus } from "./useKeptFocus";
import { useLooking } from "./useLooking";
import { usePicked } from "./usePicked";
import { VIEW_NAMES } from "./useView";
import { Waiting } from "./Waiting";
import { count } from "./words";

/** The page: a header, one of five views, and the panel of a group beside it. `offline`: carried by an exported file. */
export function App({ first, offline }: { first: Reading; offline: boolean }) {
  const state = useReading(first, offline);
  const { reading, shown, waiting } = state;
  const story = useMemo(() => shown && tellStory(state.answered, shown), [shown, state.answered]);
  const picking = usePicked(state.answered);
  const looking = useLooking(first.answer ? "read" : "articles", story, state.answered, picking);
  const { opened, go, close } = looking;
  const main = useRef<HTMLElement>(null);
  useKeptFocus(main);

  const view = story || looking.view === "articles" ? looking.view : waiting ? "read" : "articles";
  const { unit } = reading.options.length;
  const summarize = (): void => {
    looking.show("read");
    void state.summarize();
  };
  const anew = waiting || !isComplete(reading.articles) ? null : summarize;

  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header view={view} show={looking.visit} {...{ story, reading, offline }} current={state.current} />
      <p class="hidden" role="status">
        {!waiting && reading.answer && tellReady(reading.answer, state.answered.length)}
      </p>
      <main id="main" tabIndex={-1} aria-label={VIEW_NAMES[view]} class={`view-${view}`} ref={main}>
        {story && !state.current && view !== "articles" && (
          <Former before={state.answered.length} now={reading.articles.length} summarize={anew} />
        )}
        {state.trouble && (
          <TroubleNote
            trouble={state.trouble}
            unit={unit}
            retry={state.retry}
            lengthen={(value) => state.setLength({ unit, value })}
          />
        )}
        {waiting > 0 && view !== "verify" && (
          <Waiting
            since={waiting}
            progress={state.progress}
            cancel={state.cancel}
            over={story !== null}
            what={`Reading ${count(reading.articles.length, "article")}`}
          />
        )}
        <CurrentView {...{ view, state, story, looking, picking, offline, summarize }} />
      </main>
      {opened && story && <GroupPanel story={story} row={opened} close={close} go={go} />}
    </>
  );
}

/** What is said of an answer that came, to those who do not see it come. */
function tellReady({ sentences }: SummaryAnswer, articles: number): string {
  return `Summary ready: ${count(sentences.length, "sentence")} from ${count(articles, "article")}.`;
}
