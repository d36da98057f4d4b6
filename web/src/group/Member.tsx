import type { Row, State } from "../matrix/cells";
import { Glyph, STATE_WORDS } from "../page/Glyph";
import type { Story } from "../page/story";
import { tellNewer, tellTime } from "../page/words";
import type { GroupMember } from "../service/types";
import { compareWords } from "./wording";

interface Props {
  story: Story;
  row: Row;
  model: GroupMember;
  go: (article: number, start: number) => void;
  member: Pick<GroupMember, "article_index" | "start" | "text" | "superseded_by">;
  state?: State;
}

/** A sentence of an outlet: what it has that the first wording lacks is marked. */
export function Member({ story, row, member, model, go, state = row.states[member.article_index] ?? "reports" }: Props) {
  const article = member.article_index;
  return (
    <div class="wording">
      <p class="from">
        <Glyph state={state} label={STATE_WORDS[state]} />
        <strong>{story.outlets[article]}</strong>
        <span class="when">{tellTime(story.articles[article]?.published_at)}</span>
        {member.superseded_by && (
          <span class="tag old" title={member.superseded_by.value}>
            {tellNewer(member.superseded_by.value)}
          </span>
        )}
        <button type="button" class="quiet" onClick={() => go(article, member.start)}>
          Show<span class="hidden"> in {story.outlets[article]}</span>
        </button>
      </p>
      <blockquote dir="auto">
        {member === model
          ? member.text
          : compareWords(member.text, model.text).map((word, place) =>
              word.own ? (
                <mark key={place} class="own">
                  {word.text}
                </mark>
              ) : (
                word.text
              ),
            )}
      </blockquote>
    </div>
  );
}
