import { stateOf } from "../matrix/cells";
import { Glyph, STATE_WORDS } from "../page/Glyph";
import type { Story } from "../page/story";
import type { SummarySentence } from "../service/types";

interface Props {
  story: Story;
  sentence: SummarySentence;
  go: (article: number, start: number) => void;
  openGroup: (id: string) => void;
}

const ROLES = ["representative", "supporting", "disputing", "related"] as const;

/** Every place that a sentence cites, those that say all of it first. */
export function Evidence({ story, sentence, go, openGroup }: Props) {
  const cited = ROLES.flatMap((role) => sentence.citations.filter((citation) => citation.role === role));
  return (
    <div class="evidence">
      <ul>
        {cited.map((citation) => (
          <li key={`${citation.article_index}:${citation.start}`}>
            <button type="button" class="place" onClick={() => go(citation.article_index, citation.start)}>
              <Glyph state={stateOf(citation.role)} />
              <span class="outlet">{story.outlets[citation.article_index]}</span>
              <span class="role">{citation.role === "representative" ? "taken from here" : STATE_WORDS[stateOf(citation.role)]}</span>
              <q dir="auto">{citation.cited_text}</q>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="quiet" onClick={() => openGroup(sentence.group_id)}>
        Compare the wordings
      </button>
    </div>
  );
}
