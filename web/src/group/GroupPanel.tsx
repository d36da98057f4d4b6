import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Row, State } from "../matrix/cells";
import { Glyph, STATE_WORDS } from "../page/Glyph";
import type { Story } from "../page/story";
import { list, tellNewer, tellTime } from "../page/words";
import type { GroupMember } from "../service/types";
import { compareWords, foldCopies } from "./wording";

interface Props {
  story: Story;
  row: Row;
  close: () => void;
  go: (article: number, start: number) => void;
}

/** A fact as every outlet words it: what is another's own is marked word by word, copies of one text lie folded. */
export function GroupPanel({ story, row, close, go }: Props) {
  const panel = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement as HTMLElement | null);
  const { group } = row;
  const model = group.members[group.representative] ?? group.members[0]!;
  useLayoutEffect(() => panel.current?.focus(), [group.id]);
  useLayoutEffect(() => () => before.current?.focus(), []);
  const { independent_sources: independent } = group.coverage;
  const near = listNear(row);
  const silent = story.outlets.filter((_, index) => row.states[index] === "silent");
  return (
    <div
      class="panel"
      role="dialog"
      aria-labelledby="group-title"
      tabIndex={-1}
      ref={panel}
      onKeyDown={(event) => event.key === "Escape" && (event.stopPropagation(), close())}
    >
      {/* No header: outside of an article that would be a second banner. */}
      <div class="title">
        <h2 id="group-title">
          {independent} independent of {story.sources} {independent === 1 ? "reports" : "report"} it
        </h2>
        <button type="button" class="quiet" onClick={close}>
          Close <kbd>Esc</kbd>
        </button>
      </div>
      <p class="note">
        Words that the first wording lacks are <mark class="own">marked</mark>.
        {silent.length > 0 && ` Silent: ${list(silent, 6)}.`}
      </p>
      <ol>
        {foldCopies(group, (article) => story.originals[article]! >= 0).map((copies) => (
          <Wording key={`${copies[0]!.article_index}:${copies[0]!.start}`} {...{ story, row, copies, model, go }} />
        ))}
      </ol>
      {near.length > 0 && (
        <section class="near" aria-labelledby="near-title">
          <h3 id="near-title">May report it, too</h3>
          <p class="note">Sentences near it that were not found to be the same fact. Look, and judge.</p>
          <ol>
            {near.map((member) => (
              <li key={`${member.article_index}:${member.start}`}>
                <Member {...{ story, row, member, model, go }} state="near" />
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}

/** One sentence of each outlet that has none in the row's own group, the nearest first. */
function listNear(row: Row): GroupMember[] {
  const members = row.near.flatMap((group) => group.members);
  return members.filter(
    ({ article_index: article }, place) =>
      row.states[article] === "near" && members.findIndex((one) => one.article_index === article) === place,
  );
}

interface WordingProps {
  story: Story;
  row: Row;
  copies: GroupMember[];
  model: GroupMember;
  go: Props["go"];
}

function Wording({ story, row, copies, model, go }: WordingProps) {
  const [open, setOpen] = useState(false);
  const [first, ...rest] = copies as [GroupMember, ...GroupMember[]];
  const others = rest.filter((member) => member.article_index !== first.article_index);
  const outlets = [...new Set(others.map((member) => story.outlets[member.article_index]!))];
  const what = outlets.length ? `of this text: ${list(outlets)}` : "of this article";
  return (
    <li>
      <Member {...{ story, row, model, go }} member={first} />
      {rest.length > 0 && (
        <div class="folded">
          <button type="button" class="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Fold" : "Open"} {rest.length} more {what}
          </button>
          {open &&
            rest.map((member) => (
              <Member key={`${member.article_index}:${member.start}`} {...{ story, row, model, go, member }} />
            ))}
        </div>
      )}
    </li>
  );
}

interface MemberProps extends Omit<WordingProps, "copies"> {
  member: GroupMember;
  state?: State;
}

function Member({ story, row, member, model, go, state = row.states[member.article_index] ?? "reports" }: MemberProps) {
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
