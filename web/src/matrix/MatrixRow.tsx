import { Glyph, STATE_WORDS } from "../page/Glyph";
import type { Story } from "../page/story";
import { list, tellTime } from "../page/words";
import { OTHERWISE, tellAll, tellOtherwise } from "../summary/support";
import type { Row } from "./cells";
import type { Head } from "./heads";
import { MatrixCell } from "./MatrixCell";
import { findStanding, tellSilent } from "./standing";

interface Props {
  story: Story;
  row: Row;
  heads: Head[];
  open: boolean;
  openGroup: (id: string) => void;
}

/** One fact: its wording, how many independent sources tell it, and what each column says. */
export function MatrixRow({ story, row, heads, open, openGroup }: Props) {
  const { group, tally } = row;
  const words = group.members[group.representative]?.text ?? "";
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
        {tally.reports} <span class="roomy">{tally.reports === 1 ? "reports it" : "report it"}</span>
        <span class="bar" aria-hidden="true">
          <span style={{ inlineSize: `${(100 * tally.reports) / Math.max(1, story.columns.length)}%` }} />
        </span>
        {tally.all !== null && (
          <small>
            <span class="roomy">{tellAll(tally)}</span>
            <span class="narrow">
              {tally.all} <Glyph state="supporting" label={STATE_WORDS.supporting} />
            </span>
          </small>
        )}
        {OTHERWISE.filter((way) => tally[way] > 0).map((way) => (
          <small key={way}>
            <span class="roomy">{tellOtherwise(tally, way)}</span>
            <span class="narrow">
              {tally[way]} <Glyph state={way} label={STATE_WORDS[way]} />
            </span>
          </small>
        ))}
      </td>
      {heads.map((head) => (
        <MatrixCell key={head.key} {...{ story, row, head, openGroup }} />
      ))}
    </tr>
  );
}

/** "Only North", "Silent: South", as the panel of the fact has it; nothing where neither is so. */
function tellStanding(story: Story, row: Row): string {
  const { only, silent } = findStanding(row, story.columns);
  const name = (articles: number[]): string => list(articles.map((article) => story.outlets[article]!));
  if (only.length) return `Only ${name(only)}`;
  return silent.length ? `Silent: ${tellSilent(story, row)}` : "";
}
