import { useEffect, useMemo, useRef } from "preact/hooks";
import { joinStates, listVersions, stateOf } from "../matrix/cells";
import { countOwn } from "../matrix/standing";
import { Glyph, STATE_WORDS } from "../page/Glyph";
import { Legend } from "../page/Legend";
import { OutletFilter } from "../page/OutletFilter";
import type { Place } from "../page/ReadView";
import type { Story } from "../page/story";
import type { Picking } from "../page/usePicked";
import type { CitedPlace } from "../matrix/opposed";
import { ArticleCard } from "./ArticleCard";
import { findCitedSpan, listMembers } from "./members";

interface Props {
  story: Story;
  cited: CitedPlace[];
  place: Place | null;
  group: string | null;
  go: (article: number, start: number) => void;
  openGroup: (id: string) => void;
  picking: Picking;
  showOwn: (article: number) => void;
  name: ((article: string, publisher: string) => void) | null;
}

const NONE: CitedPlace[] = [];

/** The articles whose outlets are looked at, whole, and above them who says what of the sentence that is pointed at. */
export function ArticleShelf({ story, cited, place, group, go, openGroup, picking, showOwn, name }: Props) {
  const shelf = useRef<HTMLElement>(null);
  // Cut shorter, an answer keeps its name and its groups: articles need not be drawn anew unless a count changed.
  const counts = story.rows.map(({ tally }) => `${tally.reports} ${tally.disputing} ${tally.older} ${tally.newer}`).join();
  const members = useMemo(() => listMembers(story), [story.answer.id, story.articles, counts]);
  const own = useMemo(() => countOwn(story), [story]);
  const byArticle = useMemo(() => Map.groupBy(cited, (citation) => citation.article_index), [cited]);

  const versions = useMemo(() => listVersions(story.rows.filter(({ group }) => group.in_summary)), [story]);
  const looked = story.articles.flatMap((article, index) =>
    !picking.picked || picking.picked.has(index) ? [{ article, index }] : [],
  );

  const sought = useMemo(() => place && findCitedSpan(story, place.article, place.start), [story, place]);

  useEffect(() => {
    if (!place) return;
    const places = shelf.current?.querySelectorAll<HTMLElement>(`[data-article="${place.article}"] [data-at]`) ?? [];
    const found = [...places].findLast((one) => Number(one.dataset["at"]) <= place.start) ?? places[0];
    const smooth = matchMedia("(prefers-reduced-motion: no-preference)").matches;
    found?.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "instant" });
    found?.classList.add("landed");
    const timer = setTimeout(() => found?.classList.remove("landed"), 1600);
    return () => clearTimeout(timer);
  }, [place]);

  return (
    <section class="shelf" aria-label="Articles" tabIndex={0} ref={shelf}>
      <div class="lookbar">
        <Legend states={["supporting", "related", "disputing", ...versions]} marked>
          <span>
            <span class="sample shared">several outlets speak of this</span>
          </span>
        </Legend>
        <OutletFilter {...{ story, picking }} />
        <ul class="who" aria-label="Outlets">
          {looked.map(({ article, index }) => {
            const said = byArticle.get(index) ?? NONE;
            const state = joinStates(said.map((citation) => stateOf(citation.role)));
            return (
              <li key={article.id}>
                <button type="button" class={`chip ${state}`} onClick={() => go(index, said[0]?.start ?? 0)}>
                  <Glyph state={state} />
                  {story.outlets[index]}
                  {cited.length > 0 && <span class="hidden">: {STATE_WORDS[state]}</span>}
                </button>
              </li>
            );
          })}
        </ul>
      </div>
      <div class="cards">
        {looked.map(({ article, index }) => (
          <ArticleCard
            key={article.id}
            {...{ story, index, openGroup, group, showOwn, name }}
            own={own[index]!}
            sought={sought && place?.article === index ? sought : null}
            members={members[index]!}
            cited={byArticle.get(index) ?? NONE}
          />
        ))}
      </div>
    </section>
  );
}
