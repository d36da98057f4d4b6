import { useEffect, useRef, useState } from "preact/hooks";
import { askCitations, askSummary, isReady, Trouble } from "../service/ask";
import { hear, NOTHING_TOLD, type Told } from "../service/progress";
import type { Article, Options, Reading, SummaryAnswer } from "../service/types";
import { recut } from "../summary/recut";
import { keep } from "./store";

const ASK_AGAIN_MS = 2000;
const SETTLED_MS = 300;
/** How long the slider must rest before the service is asked to cut anew, and typing before it is kept. */
export const LONGEST_WORDS = 400;

/** Articles, options, the answer to them, and everything that asks the service. */
export function useReading(first: Reading, offline: boolean) {
  const [reading, setReading] = useState(first);
  const [answered, setAnswered] = useState(first.articles);
  const [preview, setPreview] = useState<SummaryAnswer | null>(null);
  const [waiting, setWaiting] = useState(0);
  const [progress, setProgress] = useState(NOTHING_TOLD);
  const [checking, setChecking] = useState(0);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const running = useRef<AbortController | null>(null);
  const again = useRef<() => void>(() => undefined);
  const known = useRef(new Map<string, SummaryAnswer>());
  const resting = useRef(0);
  const latest = useRef(reading);
  latest.current = reading;

  const change = (part: Partial<Reading>): void => setReading((old) => ({ ...old, ...part }));
  useEffect(() => {
    if (offline) return;
    const timer = setTimeout(() => keep(reading), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [reading]);
  useEffect(() => {
    if (offline) return;
    // An effect runs after a paint, and a page may be left before it: what is kept is what was typed last.
    const leave = (): void => void keep(latest.current);
    addEventListener("pagehide", leave);
    return () => removeEventListener("pagehide", leave);
  }, []);

  /** Runs one question at a time; a new one takes the place of the one that runs. */
  const run = async <T>(
    question: (signal: AbortSignal, hear: (told: Told) => void) => Promise<T>,
    mark: (since: number) => void,
    retry: () => void,
  ) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    setTrouble(null);
    setWaiting(0);
    setChecking(0);
    setProgress(NOTHING_TOLD);
    mark(performance.now());
    again.current = retry;
    try {
      return await question(control.signal, (told) => {
        if (running.current === control) setProgress((before) => hear(before, told));
      });
    } catch (error) {
      if (control.signal.aborted) return null;
      setTrouble(error instanceof Trouble ? error : new Trouble("The page failed", [String(error)], "page"));
      return null;
    } finally {
      if (running.current === control) {
        mark(0);
        running.current = null;
      }
    }
  };

  const summarize = async (articles = latest.current.articles, options = latest.current.options): Promise<void> => {
    const name = JSON.stringify([options, articles]);
    const retry = (): void => void summarize(articles, options);
    const answer =
      known.current.get(name) ??
      (await run((signal, hear) => askSummary(articles, options, signal, hear), setWaiting, retry));
    if (!answer) return setPreview(null);
    setTrouble(null);
    known.current.set(name, answer);
    setPreview(null);
    setAnswered(articles);
    change({ articles, options, answer });
  };

  const setOptions = (part: Partial<Options>): void => {
    const options = { ...latest.current.options, ...part };
    change({ options });
    if (latest.current.answer && !offline) void summarize(latest.current.articles, options);
  };

  /** Cuts what is at hand at once, and has the service cut it as soon as the slider rests. */
  const setWords = (words: number): void => {
    const options = { ...latest.current.options, words };
    change({ options });
    const longest = known.current.get(JSON.stringify([{ ...options, words: LONGEST_WORDS }, latest.current.articles]));
    const source = longest ?? latest.current.answer;
    if (options.mode === "extractive" && source) setPreview(recut(source, words));
    clearTimeout(resting.current);
    if (!offline)
      resting.current = window.setTimeout(() => void summarize(latest.current.articles, options), SETTLED_MS);
    else if (latest.current.answer) setPreview(recut(latest.current.answer, words));
  };

  /** Asks for the longest summary before the slider moves, so that longer ones are at hand, too. */
  const foresee = async (): Promise<void> => {
    const { articles, options, answer } = latest.current;
    const long = { ...options, words: LONGEST_WORDS };
    const name = JSON.stringify([long, articles]);
    const busy = running.current !== null || known.current.has(name);
    if (offline || busy || !answer || answer.length.stop_reason === "exhausted" || options.mode !== "extractive")
      return;
    try {
      known.current.set(name, await askSummary(articles, long, new AbortController().signal));
    } catch {
      // Nobody asked for it: what the reader asks for tells what is wrong.
    }
  };

  const check = async (text: string): Promise<void> => {
    change({ draft: text });
    const { articles } = latest.current;
    const checked = await run(
      (signal, hear) => askCitations(articles, text, signal, hear),
      setChecking,
      () => void check(text),
    );
    if (checked) change({ checked });
  };

  const setArticles = (articles: Article[]): void => change({ articles });

  /** Another story in place of the one at hand. */
  const begin = async (articles: Article[]): Promise<void> => {
    setPreview(null);
    change({ articles, answer: null, checked: null, draft: "" });
    await summarize(articles);
  };

  useEffect(() => {
    if (!trouble?.waits) return;
    const timer = setInterval(async () => {
      if (await isReady()) again.current();
    }, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [trouble]);

  return {
    reading,
    answered,
    /** Whether the answer is to the articles as they are now. */
    current: answered === reading.articles,
    shown: preview ?? reading.answer,
    previewed: preview !== null,
    waiting,
    progress,
    checking,
    trouble,
    summarize,
    begin,
    setArticles,
    setOptions,
    setWords,
    setDraft: (draft: string) => change({ draft }),
    foresee,
    check,
    retry: () => again.current(),
    cancel: () => {
      running.current?.abort();
      setWaiting(0);
      setChecking(0);
      setPreview(null);
    },
  };
}

export type ReadingState = ReturnType<typeof useReading>;
