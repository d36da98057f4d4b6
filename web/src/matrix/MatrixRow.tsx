import type { Story } from "../page/story";
import { list, tellTime } from "../page/words";
import type { Row } from "./cells";
import type { Head } from "./heads";
import { MatrixCell } from "./MatrixCell";
import { countVoices, findStanding } from "./standing";

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
  const { telling, against } = countVoices(row, story.columns);
  const shown = story.answer.sentences.find((sentence) => sentence.group_id === group.id);
  const all = shown?.coverage.independent_sources ?? 0;
  const standing = tellStanding(story, row);
  return (
    <tr class={`${group.in_summary ? "told-row" : ""} ${open ? "open" : ""}`}>
      <th scope="row">
        <button type="button" class="fact" dir="auto" title={words} onClick={() => openGroup(group.id)}>
          {words}
        </button>
        <span class="hints">
          {group.in_summary && <span class="tag">in the summary</span>}
          {standing && (
            <span class="tag" title="As far as can be seen: no other article has a sentence near it">
              {standing}
            </span>
          )}
          {row.earliest >= 0 && <span class="when">{tellTime(story.articles[row.earliest]?.published_at)}</span>}
        </span>
      </th>
      <td class="number">
        {telling} <span class="roomy">{telling === 1 ? "reports it" : "report it"}</span>
        <span class="bar" aria-hidden="true">
          <span style={{ inlineSize: `${(100 * telling) / Math.max(1, story.columns.length)}%` }} />
        </span>
        {against > 0 && (
          <small>
            {against} <span class="roomy">{against === 1 ? "says" : "say"}</span> otherwise
          </small>
        )}
        {shown && (
          <small>
            {all} <span class="roomy">{all === 1 ? "says" : "say"}</span> all<span class="roomy"> of it</span>
          </small>
        )}
      </td>
      {heads.map((head) => (
        <MatrixCell key={head.key} {...{ story, row, head }} />
      ))}
    </tr>
  );
}

/** "Only North", "Silent: South"; nothing where neither is so. */
function tellStanding(story: Story, row: Row): string {
  const { only, silent } = findStanding(row, story.columns);
  const name = (articles: number[]): string => list(articles.map((article) => story.outlets[article]!));
  if (only.length) return `Only ${name(only)}`;
  return silent.length ? `Silent: ${name(silent)}` : "";
}
