import { joinStates, stateOf, type State } from "../matrix/cells";
import { Glyph } from "../page/Glyph";
import type { Story } from "../page/story";
import { count } from "../page/words";
import type { SummarySentence } from "../service/types";

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
  const { independent_sources: independent } = sentence.coverage;
  const words = `${independent} independent of ${story.sources}`;
  const group = story.rows.find((row) => row.group.id === sentence.group_id)?.group;
  const reporting = group?.coverage.independent_sources ?? 0;
  const more = reporting > independent ? `${reporting} report it` : "";
  const seen = [words, more].filter(Boolean).join(", ");
  const spoken = `Sentence ${place + 1}: ${describe(states, independent, story.sources)}. Go to its evidence.`;
  return (
    <button type="button" class="support" aria-pressed={held} aria-label={`${seen}. ${spoken}`} onClick={hold}>
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
      <span class="of">{words}</span>{" "}
      {more && <span class="more">{more}</span>}
    </button>
  );
}

function describe(states: State[], independent: number, sources: number): string {
  const of = (state: State): number => states.filter((one) => one === state).length;
  const parts = [`${count(independent, "independent source")} of ${sources} say all of it`];
  if (of("related")) parts.push(`${of("related")} report less or something else`);
  if (of("disputing")) parts.push(`${of("disputing")} say otherwise`);
  return parts.join(", ");
}
