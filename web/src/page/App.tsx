import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { Articles } from "../articles/Articles";
import { GroupPanel } from "../group/GroupPanel";
import { Changes } from "../changes/Changes";
import { Matrix } from "../matrix/Matrix";
import { Verify } from "../verify/Verify";
import type { Article, Reading } from "../service/types";
import { Header } from "./Header";
import { isTyping } from "./KeyHelp";
import { ReadView } from "./ReadView";
import { tellStory } from "./story";
import { TroubleNote } from "./TroubleNote";
import { useReading } from "./useReading";
import { useView, VIEWS } from "./useView";
import { Waiting } from "./Waiting";

/** The page: a header, one of five views, and the panel of a group beside it. `offline`: carried by an exported file. */
export function App({ first, offline }: { first: Reading; offline: boolean }) {
  const state = useReading(first, offline);
  const { reading, shown } = state;
  const [view, show] = useView(first.answer ? "read" : "articles");
  const [group, openGroup] = useState<string | null>(null);
  const [pinned, pin] = useState<number | null>(null);
  const [place, goTo] = useState<{ article: number; start: number; at: number } | null>(null);
  const story = useMemo(() => shown && tellStory(state.answered, shown), [shown, state.answered]);

  const go = useCallback((article: number, start: number) => {
    show("read");
    goTo({ article, start, at: performance.now() });
  }, []);
  useEffect(() => {
    pin(null);
    goTo(null);
    openGroup(null);
  }, [reading.answer?.id]);

  useEffect(() => scrollTo(0, 0), [view]);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const named = VIEWS[Number(event.key) - 1];
      if (named && !isTyping(event)) show(named);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);

  const summarize = (): void => {
    show("read");
    void state.summarize();
  };
  const begin = (articles: Article[]): void => {
    show("read");
    void state.begin(articles);
  };
  const opened = story?.rows.find((row) => row.group.id === group) ?? null;
  const current = story || view === "articles" ? view : state.waiting ? "read" : "articles";

  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header view={current} show={show} story={story} reading={reading} offline={offline} />
      <main id="main" tabIndex={-1} class={`view-${current}`}>
        {state.trouble && <TroubleNote trouble={state.trouble} retry={state.retry} shorten={state.setWords} />}
        {state.waiting > 0 && current !== "verify" && (
          <Waiting
            since={state.waiting}
            cancel={state.cancel}
            what={`Reading ${reading.articles.length} articles`}
            stage={state.stage}
          />
        )}
        {current === "articles" && <Articles {...{ reading, summarize, begin, offline }} change={state.setArticles} />}
        {current === "read" && story && (
          <ReadView {...{ story, state, pinned, pin, openGroup, group, place, go, offline }} />
        )}
        {current === "matrix" && story && <Matrix story={story} openGroup={openGroup} group={group} />}
        {current === "changes" && story && <Changes story={story} openGroup={openGroup} go={go} />}
        {current === "verify" && story && <Verify story={story} state={state} go={go} offline={offline} />}
      </main>
      {opened && story && <GroupPanel story={story} row={opened} close={() => openGroup(null)} go={go} />}
    </>
  );
}
