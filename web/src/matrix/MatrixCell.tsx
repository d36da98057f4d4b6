import { Glyph, STATE_WORDS } from "../page/Glyph";
import type { Story } from "../page/story";
import { list } from "../page/words";
import { joinStates, type Row, type State } from "./cells";
import type { Head } from "./heads";

interface Props {
  story: Story;
  row: Row;
  head: Head;
  openGroup: (id: string) => void;
}

/** What a column says of a fact. Where its articles do not all say the same, each that is not silent is named.

A click shows its words, as one on the fact does, which is what the keyboard reaches. */
export function MatrixCell({ story, row, head, openGroup }: Props) {
  const states = [...new Set(head.articles.map((article) => row.states[article]!))];
  const state = joinStates(states);
  return (
    <td class={`cell ${state}`} onClick={state === "silent" ? undefined : () => openGroup(row.group.id)}>
      {states.length < 2 ? (
        <Glyph state={state} label={`${head.name}: ${STATE_WORDS[state]}`} />
      ) : (
        states
          .filter((one) => one !== "silent")
          .map((one) => (
            <Voice
              key={one}
              {...{ story, state: one }}
              articles={head.articles.filter((article) => row.states[article] === one)}
            />
          ))
      )}
    </td>
  );
}

function Voice({ story, state, articles }: { story: Story; state: State; articles: number[] }) {
  const names = list(articles.map((article) => story.outlets[article]!));
  return (
    <span class="voice">
      <Glyph state={state} label={`${names}: ${STATE_WORDS[state]}`} />
      <span aria-hidden="true">{names}</span>
    </span>
  );
}
