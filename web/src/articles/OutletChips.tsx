import { listNear } from "../group/wording";
import type { CitedPlace } from "../matrix/opposed";
import { Glyph, STATE_WORDS } from "../page/Glyph";
import type { Story } from "../page/story";

interface Props {
  story: Story;
  /** The places of the articles whose outlets are looked at. */
  looked: number[];
  /** The sentence that is pointed at or held. */
  shown: number | null;
  /** By article, what is cited of it for that sentence. */
  cited: CitedPlace[][];
  go: (article: number, start: number) => void;
}

/** The outlets, and how each stands to the sentence that is pointed at; a click goes to what it says. */
export function OutletChips({ story, looked, shown, cited, go }: Props) {
  const states = shown === null ? undefined : story.stances[shown];
  const row = story.rows.find(({ group }) => group.id === story.answer.sentences[shown ?? -1]?.group_id);
  const voices = row ? [...row.group.members, ...listNear(row)] : [];
  return (
    <ul class="who" aria-label="Outlets">
      {looked.map((index) => {
        const state = states?.[index];
        const first = cited[index]![0] ?? voices.find(({ article_index }) => article_index === index);
        return (
          <li key={story.articles[index]!.id}>
            <button type="button" class={`chip ${state ?? ""}`} onClick={() => go(index, first?.start ?? 0)}>
              {state && <Glyph state={state} />}
              {story.outlets[index]}
              {state && <span class="hidden">: {STATE_WORDS[state]}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
