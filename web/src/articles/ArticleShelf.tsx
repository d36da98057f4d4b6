import { useMemo, useRef } from "preact/hooks";
import { listVersions } from "../matrix/cells";
import { countOwn } from "../matrix/standing";
import { Legend } from "../page/Legend";
import { OutletFilter } from "../page/OutletFilter";
import type { Place } from "../page/ReadView";
import type { Story } from "../page/story";
import type { Picking } from "../page/usePicked";
import type { CitedPlace } from "../matrix/opposed";
import { ArticleCard } from "./ArticleCard";
import { findCitedSpan, listMembers } from "./members";
import { OutletChips } from "./OutletChips";
import { useLanding } from "./useLanding";

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
  const looked = [...story.articles.keys()].filter((index) => picking.picked?.has(index) ?? true);
  const sought = useMemo(() => place && findCitedSpan(story, place.article, place.start), [story, place]);

  useLanding(shelf, place);

  return (
    <section class="shelf" aria-label="Articles" tabIndex={0} ref={shelf}>
      <div class="lookbar">
        <Legend states={["supporting", "related", "disputing", ...versions]} marked>
          <span>
            <span class="sample shared">several outlets speak of this</span>
          </span>
        </Legend>
        <OutletFilter {...{ story, picking }} />
        <OutletChips {...{ story, looked, shown, go }} cited={byArticle} />
      </div>
      <div class="cards">
        {looked.map((index) => (
          <ArticleCard
            key={story.articles[index]!.id}
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
