import { joinStates, stateOf, type State } from "../matrix/cells";
import { Glyph } from "../page/Glyph";
import type { Story } from "../page/story";
import { count } from "../page/words";
import type { SummarySentence } from "../service/types";
import { COUNTS, tellSupport } from "./support";

const MOST_GLYPHS = 10;

interface Props {
  story: Story;
  sentence: SummarySentence;
  place: number;
  held: boolean;
  hold: () => void;
}

/** Who stands behind a sentence: a shape for each article, copies of one text overlapping, and the counts in words.

Those that say all of it are counted first; how many report the same fact is added where they are more. */
export function SupportMark({ story, sentence, place, held, hold }: Props) {
  const by = (article: number): State =>
    joinStates(story.cited[place]!.filter((c) => c.article_index === article).map((c) => stateOf(c.role)));
  const states = story.articles.map((_, article) => by(article));
  const { all, more } = tellSupport(story, sentence);
  const seen = [all, more, ...describe(states)].filter(Boolean).join(", ");
  return (
    <button type="button" class="support" title={COUNTS} aria-pressed={held} aria-label={`${seen}. Sentence ${place + 1}. Go to its evidence.`} onClick={hold}>
      {states.length <= MOST_GLYPHS && (
        <span class="glyphs">
          {story.columns.map(({ key, articles }) => (
            <span key={key}>
              {articles.map((article) => (
                <Glyph key={article} state={by(article)} />
              ))}
            </span>
          ))}
        </span>
      )}
      <span class="of">{all}</span>{" "}
      {more && <span class="more">{more}</span>}
    </button>
  );
}

/** What the shapes tell and the counts do not: how many articles say less, and how many otherwise. */
function describe(states: State[]): string[] {
  const of = (state: State): number => states.filter((one) => one === state).length;
  const parts = [];
  if (of("related")) parts.push(count(of("related"), "article says less", "articles say less"));
  if (of("disputing")) parts.push(count(of("disputing"), "article says otherwise", "articles say otherwise"));
  return parts;
}
