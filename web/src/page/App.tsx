import { useCallback, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Articles } from "../articles/Articles";
import { isComplete } from "../articles/reading";
import { BeingRead } from "../articles/BeingRead";
import { GroupPanel } from "../group/GroupPanel";
import { Changes } from "../changes/Changes";
import { Matrix } from "../matrix/Matrix";
import { useLook } from "../matrix/useLook";
import { Decided } from "../summary/Decided";
import { Verify } from "../verify/Verify";
import type { Article, Group, Reading, SentenceEvent, SummaryAnswer } from "../service/types";
import { Former } from "./Former";
import { Header } from "./Header";
import { isTyping } from "./KeyHelp";
import { ReadView } from "./ReadView";
import { tellStory } from "./story";
import { TroubleNote } from "./TroubleNote";
import { useKeptFocus } from "./useKeptFocus";
import { usePicked } from "./usePicked";
import { useReading } from "./useReading";
import { useScope } from "./useScope";
import { useView, VIEW_NAMES, VIEWS, type View } from "./useView";
import { Waiting } from "./Waiting";
import { count } from "./words";

const NONE: SentenceEvent[] = [];

/** The page: a header, one of five views, and the panel of a group beside it. `offline`: carried by an exported file. */
export function App({ first, offline }: { first: Reading; offline: boolean }) {
  const state = useReading(first, offline);
  const { reading, shown } = state;
  const { unit } = reading.options.length;
  const [view, show] = useView(first.answer ? "read" : "articles");
  const [chosen, choose] = useState<Group | null>(null);
  const [pinned, pin] = useState<string | null>(null);
  const [place, goTo] = useState<{ article: number; start: number; at: number } | null>(null);
  const story = useMemo(() => shown && tellStory(state.answered, shown), [shown, state.answered]);

  const picking = usePicked(state.answered);
  const scope = useScope(story, reading.options.query);
  const [look, change] = useLook(state.answered);
  const showOwn = (article: number): void => {
    const column = story?.columns.find(({ articles }) => articles.includes(article))?.key ?? "";
    change({ own: article, sorting: { by: "source", column }, opened: [] });
    show("matrix");
  };
  const go = useCallback(
    (article: number, start: number) => {
      show("read");
      picking.include(article);
      goTo({ article, start, at: performance.now() });
    },
    [picking.include],
  );
  /** Shows a view that was asked for by its name: a panel over the one before would lie over it. */
  const visit = useCallback(
    (next: View) => {
      choose(null);
      show(next);
    },
    [show],
  );
  /** Holds a sentence, or lets go of it and of the place that one was led to. */
  const hold = useCallback((sentence: string | null) => {
    pin(sentence);
    if (sentence === null) goTo(null);
  }, []);
  const openGroup = useCallback(
    (id: string) => choose(story?.rows.find((row) => row.group.id === id)?.group ?? null),
    [story],
  );
  // Of another answer, a group of the same name may be another one.
  const opened = story?.rows.find((row) => chosen && isSame(row.group, chosen)) ?? null;
  const group = opened?.group.id ?? null;

  // Before anything is painted: what is clicked or pressed at once must find the page as it is shown.
  useLayoutEffect(() => {
    pin(null);
    goTo(null);
    choose(null);
  }, [state.answered]);
  useLayoutEffect(() => {
    scrollTo(0, 0);
    // Whoever comes back to the summary was not led anywhere.
    if (view !== "read") goTo(null);
  }, [view]);
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const named = VIEWS[Number(event.key) - 1];
      if (named && !isTyping(event)) visit(named);
      else if (event.key === "Escape") choose(null);
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
  const decided = state.waiting ? state.progress.sentences : NONE;
  const current = story || view === "articles" ? view : state.waiting ? "read" : "articles";

  const main = useRef<HTMLElement>(null);
  useKeptFocus(main);

  const former = story !== null && !state.current && current !== "articles";

  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header view={current} show={visit} {...{ story, reading, offline }} current={state.current} />
      <p class="hidden" role="status">
        {!state.waiting && reading.answer && tellReady(reading.answer, state.answered.length)}
      </p>
      <main id="main" tabIndex={-1} aria-label={VIEW_NAMES[current]} class={`view-${current}`} ref={main}>
        {former && (
          <Former
            before={state.answered.length}
            now={reading.articles.length}
            summarize={state.waiting || !isComplete(reading.articles) ? null : summarize}
          />
        )}
        {state.trouble && (
          <TroubleNote
            trouble={state.trouble}
            unit={unit}
            retry={state.retry}
            lengthen={(value) => state.setLength({ unit, value })}
          />
        )}
        {state.waiting > 0 && current !== "verify" && (
          <Waiting
            since={state.waiting}
            progress={state.progress}
            cancel={state.cancel}
            over={story !== null}
            what={`Reading ${count(reading.articles.length, "article")}`}
          />
        )}
        {current === "articles" && (
          <Articles {...{ reading, summarize, begin, offline }} change={state.setArticles} type={state.type} />
        )}
        {current === "read" &&
          !story &&
          (decided.length ? <Decided sentences={decided} /> : <BeingRead articles={reading.articles} />)}
        {current === "read" && story && (
          <ReadView
            {...{ story, state, pinned, openGroup, group, place, go, offline, decided, picking, showOwn }}
            pin={hold}
          />
        )}
        {current === "matrix" && story && <Matrix {...{ story, openGroup, group, picking, scope, look, change }} />}
        {current === "changes" && story && <Changes {...{ story, openGroup, go, picking, scope }} />}
        {current === "verify" && story && <Verify story={story} state={state} go={go} offline={offline} />}
      </main>
      {opened && story && <GroupPanel story={story} row={opened} close={() => choose(null)} go={go} />}
    </>
  );
}

/** What is said of an answer that came, to those who do not see it come. */
function tellReady({ sentences }: SummaryAnswer, articles: number): string {
  return `Summary ready: ${count(sentences.length, "sentence")} from ${count(articles, "article")}.`;
}

/** Whether two groups hold the same sentences, as far as their first one tells; a sentence stands in one group alone. */
function isSame(one: Group, other: Group): boolean {
  const [first, second] = [one.members[0], other.members[0]];
  return first?.article_index === second?.article_index && first?.start === second?.start;
}
