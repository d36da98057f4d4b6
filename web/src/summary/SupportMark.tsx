import { Fragment } from "preact";
import { Glyph } from "../page/Glyph";
import type { Story } from "../page/story";
import type { SummarySentence } from "../service/types";
import { COUNTS, joinSupport, tellSupport } from "./support";

const MOST_GLYPHS = 10;

interface Props {
  story: Story;
  sentence: SummarySentence;
  place: number;
  held: boolean;
  hold: () => void;
}

/** Who stands behind a sentence: a shape for each article, copies of one text overlapping, and the counts in words.

Those who report the fact are counted first, then how many of them leave nothing out, and who tells it otherwise. */
export function SupportMark({ story, sentence, place, held, hold }: Props) {
  const states = story.stances[place]!;
  const told = tellSupport(story, sentence);
  const seen = joinSupport(told);
  return (
    <button type="button" class="support" title={COUNTS} aria-pressed={held} aria-label={`${seen}. Sentence ${place + 1}. Go to its evidence.`} onClick={hold}>
      {states.length <= MOST_GLYPHS && (
        <span class="glyphs">
          {story.columns.map(({ key, articles }) => (
            <span key={key}>
              {articles.map((article) => (
                <Glyph key={article} state={states[article]!} />
              ))}
            </span>
          ))}
        </span>
      )}
      <span class="words">
        <span class="of">{told.reports}</span>
        {[told.all, ...told.others].filter(Boolean).map((more) => (
          <Fragment key={more}>
            {" "}
            <span class="more">{more}</span>
          </Fragment>
        ))}
      </span>
    </button>
  );
}
