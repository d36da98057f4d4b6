import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { askCitations, askSummary, isReady, type Trouble } from "../service/ask";
import type { Article, Length, LengthUnit, Options, Reading } from "../service/types";
import { convert, countAll, LONGEST } from "../summary/lengths";
import { preview, type Preview } from "../summary/preview";
import { KnownAnswers, nameQuestion } from "./known";
import { keep } from "./store";
import { useQuestion } from "./useQuestion";

const ASK_AGAIN_MS = 2000;
const SETTLED_MS = 300;
/** How long the slider must rest before the service is asked to cut anew, and typing before it is kept. */

/** Articles, options, the answer to them, and everything that asks the service. */
export function useReading(first: Reading, offline: boolean) {
  const [reading, setReading] = useState(first);
  const [previewed, setPreviewed] = useState<Preview | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const asking = useQuestion();
  const verifying = useQuestion();
  const again = useRef<() => void>(() => undefined);
  const [known] = useState(() => startWith(first));
  const foreseen = useRef("");
  /** Whether the answer to the length that is chosen is still to come. */
  const cutting = useRef(false);
  const resting = useRef(0);
  /** The reading as it is now, also before it is drawn: whatever happens next goes on from it. */
  const latest = useRef(first);

  const change = (part: Partial<Reading>): void => {
    latest.current = { ...latest.current, ...part };
    setReading(latest.current);
  };
  useEffect(() => {
    if (offline) return;
    const timer = setTimeout(() => keep(latest.current), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [reading]);
  useLayoutEffect(() => {
    if (offline) return;
    const leave = (): void => void keep(latest.current);
    addEventListener("pagehide", leave);
    return () => removeEventListener("pagehide", leave);
  }, []);

  const fail = (retry: () => void) => (told: Trouble) => {
    again.current = retry;
    setTrouble(told);
  };

  /** Asks about the articles and options as they are now, unless the answer is known. */
  const summarize = async (): Promise<void> => {
    clearTimeout(resting.current);
    setTrouble(null);
    const { articles, options } = latest.current;
    const found = known.find(articles, options);
    if (found) asking.stop();
    const answer =
      found ??
      (await asking.ask(
        (signal, hear) => askSummary(articles, options, signal, hear),
        (told) => {
          showCut(null);
          fail(() => void summarize())(told);
        },
      ));
    if (!answer) return;
    known.keep(articles, options, answer);
    const now = latest.current;
    const same = findAnswered(now) === articles;
    if (!same) verifying.stop();
    change({
      answer,
      answered: articles === now.articles ? null : articles,
      checked: same ? now.checked : null,
    });
    // The slider may have moved on while this was asked.
    showCut(options === now.options ? null : now.options);
  };

  const setOptions = (part: Partial<Options>): void => {
    change({ options: { ...latest.current.options, ...part } });
    if (latest.current.answer && !offline) void summarize();
  };

  /** Shows what is at hand as long as `options` want it; what is to be rewritten as articles say it, where that is
  known. Null: shows the answer itself. */
  const showCut = (options: Options | null): void => {
    cutting.current = options !== null;
    const articles = findAnswered(latest.current);
    const source = options && (known.findExtract(articles, options) ?? latest.current.answer);
    setPreviewed(source && preview(source, options!.length, countAll(articles, source)));
  };

  /** Cuts what is at hand at once, and has the service cut it as soon as the slider rests. */
  const setLength = (length: Length): void => {
    const options = { ...latest.current.options, length };
    change({ options });
    showCut(options);
    clearTimeout(resting.current);
    if (!offline) resting.current = window.setTimeout(() => void summarize(), SETTLED_MS);
  };

  /** The length of what is shown, counted in another unit. */
  const setUnit = (unit: LengthUnit): void => {
    const shown = previewed?.answer ?? latest.current.answer;
    if (!shown) return;
    const texts = shown.sentences.map((sentence) => sentence.text);
    setLength(convert(texts, unit, countAll(findAnswered(latest.current), shown)));
  };

  /** Asks for the longest extract before the slider moves, so that longer ones are at hand, too. */
  const foresee = async (): Promise<void> => {
    const { articles, answered, answer, options } = latest.current;
    const long: Options = { ...options, mode: "extractive", length: LONGEST };
    const name = nameQuestion(articles, long);
    if (offline || asking.isRunning() || foreseen.current === name || known.find(articles, long)) return;
    if (!answer || answered || known.findExtract(articles, long)?.length.stop_reason === "exhausted") return;
    foreseen.current = name;
    try {
      known.keep(articles, long, await askSummary(articles, long, new AbortController().signal));
      if (cutting.current) showCut(latest.current.options);
    } catch {
      // Nobody asked for it: what the reader asks for tells what is wrong.
      foreseen.current = "";
    }
  };

  const check = async (text: string): Promise<void> => {
    setTrouble(null);
    const articles = findAnswered(latest.current);
    const checked = await verifying.ask(
      (signal, hear) => askCitations(articles, text, signal, hear),
      fail(() => void check(text)),
    );
    if (checked) change({ checked });
  };

  /** Other articles; the answer stays, and is one to the articles as they were. */
  const setArticles = (update: (articles: Article[]) => Article[]): void => {
    const { articles, answered, answer } = latest.current;
    change({ articles: update(articles), answered: answered ?? (answer && articles) });
  };

  /** Says who published an article; who says what is then counted anew. */
  const nameOutlet = (id: string, publisher: string): void => {
    setArticles((articles) => articles.map((article) => (article.id === id ? { ...article, publisher } : article)));
    void summarize();
  };

  /** Another story in place of the one at hand. */
  const begin = async (articles: Article[]): Promise<void> => {
    verifying.stop();
    showCut(null);
    const options = { ...latest.current.options, query: "" };
    change({ articles, options, asked: "", answered: null, answer: null, checked: null, draft: "" });
    await summarize();
  };

  useEffect(() => {
    if (!trouble?.waits) return;
    let waits = true;
    const timer = setInterval(async () => {
      if ((await isReady()) && waits) again.current();
    }, ASK_AGAIN_MS);
    return () => {
      waits = false;
      clearInterval(timer);
    };
  }, [trouble]);

  const answered = findAnswered(reading);
  return {
    reading,
    answered,
    /** Whether the answer is to the articles as they are now. */
    current: answered === reading.articles,
    shown: previewed?.answer ?? reading.answer,
    /** What is shown until the service answers. */
    previewed,
    waiting: asking.since,
    progress: asking.progress,
    checking: verifying.since,
    checkProgress: verifying.progress,
    trouble,
    summarize,
    begin,
    setArticles,
    nameOutlet,
    setOptions,
    setLength,
    setUnit,
    type: (part: Partial<Typed>) => change(part),
    foresee,
    check,
    retry: () => again.current(),
    cancel: () => {
      clearTimeout(resting.current);
      asking.stop();
      showCut(null);
    },
    cancelCheck: verifying.stop,
  };
}

/** What is typed and not sent yet. */
type Typed = Pick<Reading, "pasted" | "asked" | "draft">;

export type ReadingState = ReturnType<typeof useReading>;

/** What was read before a reload can be cut, too. */
function startWith({ articles, answered, answer, options }: Reading): KnownAnswers {
  const known = new KnownAnswers();
  if (answer) known.keepExtract(answered ?? articles, options, answer);
  return known;
}

/** The articles that the answer is to. */
function findAnswered({ articles, answered }: Reading): Article[] {
  return answered ?? articles;
}
