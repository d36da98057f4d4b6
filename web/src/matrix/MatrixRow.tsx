import { Glyph, STATE_WORDS } from "../page/Glyph";
import type { Story } from "../page/story";
import { list, tellTime } from "../page/words";
import type { Row } from "./cells";
import type { Head } from "./heads";
import { stateIn } from "./sorting";

interface Props {
  story: Story;
  row: Row;
  heads: Head[];
  open: boolean;
  openGroup: (id: string) => void;
}

/** One fact: its wording, how many independent sources tell it, and what each column says. */
export function MatrixRow({ story, row, heads, open, openGroup }: Props) {
  const { group } = row;
  const words = group.members[group.representative]?.text ?? "";
  const { independent_sources: independent, sources } = group.coverage;
  const states = heads.map((head) => stateIn(row, head.articles));
  const silent = heads.filter((_, place) => states[place] === "silent");
  const saying = heads.filter((_, place) => states[place] !== "silent");
  const voices = saying.flatMap((head) => head.articles.filter((article) => row.states[article] !== "silent"));
  const lonely = saying.length === 1 ? `Only ${list(voices.map((article) => story.outlets[article]!))}` : "";
  const missing = silent.length === 1 && heads.length > 2 ? `All but ${silent[0]!.name}` : "";
  return (
    <tr class={`${group.in_summary ? "told-row" : ""} ${open ? "open" : ""}`}>
      <th scope="row">
        <button type="button" class="fact" dir="auto" onClick={() => openGroup(group.id)}>
          {words}
        </button>
        <span class="hints">
          {group.in_summary && <span class="tag">in the summary</span>}
          {(lonely || missing) && <span class="tag">{lonely || missing}</span>}
          {row.earliest >= 0 && <span class="when">{tellTime(story.articles[row.earliest]?.published_at)}</span>}
        </span>
      </th>
      <td class="number">
        <span
          class="bar"
          style={{ inlineSize: `${(100 * independent) / Math.max(1, story.columns.length)}%` }}
          aria-hidden="true"
        />
        <span>
          {independent}
          <span class="hidden"> independent</span>
          {sources > independent && <small> of {sources}</small>}
        </span>
      </td>
      {heads.map((head, place) => (
        <td key={head.key} class={`cell ${states[place]}`}>
          <Glyph state={states[place]!} label={`${head.name}: ${STATE_WORDS[states[place]!]}`} />
        </td>
      ))}
    </tr>
  );
}
