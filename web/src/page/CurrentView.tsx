import { Articles } from "../articles/Articles";
import { BeingRead } from "../articles/BeingRead";
import { Changes } from "../changes/Changes";
import { Matrix } from "../matrix/Matrix";
import { useLook } from "../matrix/useLook";
import type { ReadingState } from "../reading/useReading";
import type { Article, SentenceEvent } from "../service/types";
import { Decided } from "../summary/Decided";
import { Verify } from "../verify/Verify";
import { ReadView } from "./ReadView";
import type { Story } from "./story";
import type { Looking } from "./useLooking";
import type { Picking } from "./usePicked";
import { useScope } from "./useScope";
import type { View } from "./useView";

const NONE: SentenceEvent[] = [];

interface Props {
  view: View;
  state: ReadingState;
  story: Story | null;
  looking: Looking;
  picking: Picking;
  offline: boolean;
  summarize: () => void;
}

/** The view that is looked at; until there is a summary, what is being read in its place. */
export function CurrentView({ view, state, story, looking, picking, offline, summarize }: Props) {
  const { reading } = state;
  const { show, openGroup, go } = looking;
  const scope = useScope(story, reading.options.query);
  const [look, change] = useLook(state.answered);
  const group = looking.opened?.group.id ?? null;
  const decided = state.waiting ? state.progress.sentences : NONE;
  const begin = (articles: Article[]): void => {
    show("read");
    void state.begin(articles);
  };
  const showOwn = (article: number): void => {
    // Its own column is seen under its own name; how the table is sorted stays as it was chosen.
    const column = story?.columns.find(({ articles }) => articles.includes(article));
    change({ own: article, opened: column && column.articles.length > 1 ? [column.key] : [] });
    show("matrix");
  };
  if (view === "articles")
    return <Articles {...{ reading, summarize, begin, offline }} change={state.setArticles} type={state.type} />;
  if (!story) return decided.length ? <Decided sentences={decided} /> : <BeingRead articles={reading.articles} />;
  if (view === "matrix") return <Matrix {...{ story, openGroup, group, picking, scope, look, change }} />;
  if (view === "changes") return <Changes {...{ story, openGroup, go, picking, scope }} />;
  if (view === "verify") return <Verify {...{ story, state, go, offline }} />;
  const { pinned, place, hold: pin } = looking;
  return <ReadView {...{ story, state, pinned, pin, openGroup, group, place, go, offline, decided, picking, showOwn }} />;
}
