import { joinStates, stateOf } from "../matrix/cells";
import type { CitedPlace } from "../matrix/opposed";
import { Glyph, STATE_WORDS } from "../page/Glyph";
import type { Story } from "../page/story";

interface Props {
  story: Story;
  /** The places of the articles whose outlets are looked at. */
  looked: number[];
  /** What is cited of each article for the sentence that is pointed at; nothing where none is. */
  cited: Map<number, CitedPlace[]>;
  go: (article: number, start: number) => void;
}

/** The outlets, and what each says of the sentence that is pointed at; a click goes there. */
export function OutletChips({ story, looked, cited, go }: Props) {
  return (
    <ul class="who" aria-label="Outlets">
      {looked.map((index) => {
        const said = cited.get(index) ?? [];
        const state = joinStates(said.map((citation) => stateOf(citation.role)));
        return (
          <li key={story.articles[index]!.id}>
            <button type="button" class={`chip ${state}`} onClick={() => go(index, said[0]?.start ?? 0)}>
              <Glyph state={state} />
              {story.outlets[index]}
              {cited.size > 0 && <span class="hidden">: {STATE_WORDS[state]}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
