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

Those that say all of it are counted first; how many report the same fact is added where they are more, and who says otherwise. */
export function SupportMark({ story, sentence, place, held, hold }: Props) {
  const by = (article: number): State =>
    joinStates(story.cited[place]!.filter((c) => c.article_index === article).map((c) => stateOf(c.role)));
  const states = story.articles.map((_, article) => by(article));
  const { all, more, otherwise } = tellSupport(story, sentence);
  const seen = [all, more, otherwise, ...describe(states)].filter(Boolean).join(", ");
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
      {more && <span class="more">{more}</span>} {otherwise && <span class="more">{otherwise}</span>}
    </button>
  );
}

/** What the shapes tell and the counts do not: how many articles say less. */
function describe(states: State[]): string[] {
  const less = states.filter((state) => state === "related").length;
  return less ? [count(less, "article says less", "articles say less")] : [];
}
