import { useEffect, useMemo, useRef } from "preact/hooks";
import { listVersions } from "../matrix/cells";
import { countOwn } from "../matrix/standing";
import { listNear } from "../group/wording";
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
  /** The sentence that is pointed at or held. */
  shown: number | null;
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
export function ArticleShelf({ story, cited, shown, place, group, go, openGroup, picking, showOwn, name }: Props) {
  const shelf = useRef<HTMLElement>(null);
  // Cut shorter, an answer keeps its name and its groups: articles need not be drawn anew unless a count changed.
  const counts = story.rows.map(({ tally }) => `${tally.reports} ${tally.disputing} ${tally.older} ${tally.newer}`).join();
  const members = useMemo(() => listMembers(story), [story.answer.id, story.articles, counts]);
  const own = useMemo(() => countOwn(story), [story]);
  const byArticle = useMemo(() => {
    const said = story.articles.map((_, index) => cited.filter(({ article_index }) => article_index === index));
    return said.map((places) => (places.length ? places : NONE));
  }, [cited, story.articles]);

  const versions = useMemo(() => listVersions(story.rows.filter(({ group }) => group.in_summary)), [story]);
  const states = shown === null ? undefined : story.stances[shown];
  const row = story.rows.find(({ group }) => group.id === story.answer.sentences[shown ?? -1]?.group_id);
  const voices = row ? [...row.group.members, ...listNear(row)] : [];
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
            const said = byArticle[index]!;
            const state = states?.[index];
            const first = said[0] ?? voices.find(({ article_index }) => article_index === index);
            return (
              <li key={article.id}>
                <button type="button" class={`chip ${state ?? ""}`} onClick={() => go(index, first?.start ?? 0)}>
                  {state && <Glyph state={state} />}
                  {story.outlets[index]}
                  {state && <span class="hidden">: {STATE_WORDS[state]}</span>}
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
            cited={byArticle[index]!}
          />
        ))}
      </div>
    </section>
  );
}
