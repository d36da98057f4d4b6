import { stateOf } from "../matrix/cells";
import { sortPlaces } from "../matrix/opposed";
import { STATE_WORDS } from "../page/Glyph";
import { PlaceButton } from "../page/PlaceButton";
import type { Story } from "../page/story";
import type { SummarySentence } from "../service/types";

interface Props {
  story: Story;
  sentence: SummarySentence;
  place: number;
  go: (article: number, start: number) => void;
  openGroup: (id: string) => void;
}

/** Every place that a sentence cites, those that say all of it first. */
export function Evidence({ story, sentence, place, go, openGroup }: Props) {
  const cited = sortPlaces(story.cited[place]!);
  return (
    <div class="evidence">
      <ul>
        {cited.map((citation) => (
          <li key={`${citation.article_index}:${citation.start}`}>
            <PlaceButton
              {...{ story, citation, go }}
              state={stateOf(citation.role)}
              words={citation.role === "representative" ? "taken from here" : STATE_WORDS[stateOf(citation.role)]}
            />
          </li>
        ))}
      </ul>
      <button type="button" class="quiet" onClick={() => openGroup(sentence.group_id)}>
        Compare the wordings
      </button>
    </div>
  );
}
