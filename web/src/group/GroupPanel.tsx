import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Row } from "../matrix/cells";
import { countVoices } from "../matrix/standing";
import type { Story } from "../page/story";
import { list } from "../page/words";
import type { Citation, GroupMember } from "../service/types";
import { Member } from "./Member";
import { foldCopies } from "./wording";

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
  const { telling, against } = countVoices(row, story.columns);
  const near = listNear(row);
  const others = listAgainst(row);
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
          {telling} independent of {story.sources} {telling === 1 ? "reports" : "report"} it
          {against > 0 && `, ${against} ${against === 1 ? "says" : "say"} otherwise`}
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
      {others.length > 0 && (
        <section class="near" aria-labelledby="against-title">
          <h3 id="against-title">Says otherwise</h3>
          <ol>
            {others.map((place) => (
              <li key={`${place.article_index}:${place.start}`}>
                <Member {...{ story, row, model, go }} member={{ ...place, text: place.cited_text }} state="disputing" />
              </li>
            ))}
          </ol>
        </section>
      )}
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

/** What contradicts the fact from outside its group, each place once. */
function listAgainst({ group, against }: Row): Citation[] {
  const isAt = (one: { article_index: number; start: number }, other: Citation): boolean =>
    one.article_index === other.article_index && one.start === other.start;
  return against.filter(
    (place, at) =>
      !group.members.some((member) => isAt(member, place)) && against.findIndex((one) => isAt(one, place)) === at,
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
