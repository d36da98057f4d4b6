import { stateOf } from "../matrix/cells";
import { Glyph, STATE_WORDS } from "../page/Glyph";
import type { Story } from "../page/story";
import type { CitedPlace } from "../matrix/opposed";

interface Props {
  story: Story;
  held: CitedPlace[];
  step: number;
  walk: (by: number) => void;
  back: () => void;
  letGo: () => void;
}

/** From place to place of the sentence that is held, and back to it. */
export function Stepper({ story, held, step, walk, back, letGo }: Props) {
  const citation = held[Math.min(step, held.length - 1)]!;
  const state = stateOf(citation.role);
  return (
    <div class="stepper" role="group" aria-label="Places of the held sentence">
      <button type="button" class="quiet" onClick={() => walk(-1)}>
        <span aria-hidden="true">‹</span>
        <span class="hidden">Previous place</span>
      </button>
      <span role="status">
        <Glyph state={state} /> {step + 1} of {held.length}: {story.outlets[citation.article_index]}
        <span class="note"> {STATE_WORDS[state]}</span>
      </span>
      <button type="button" class="quiet" onClick={() => walk(1)}>
        <span aria-hidden="true">›</span>
        <span class="hidden">Next place</span>
      </button>
      <button type="button" class="quiet" onClick={back}>
        To the sentence
      </button>
      <button type="button" class="quiet" onClick={letGo}>
        Let go
      </button>
    </div>
  );
}
