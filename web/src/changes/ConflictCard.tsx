import type { Story } from "../page/story";
import { count, list } from "../page/words";
import type { Conflict, ConflictSide } from "../service/types";
import { Speakers } from "./Speakers";
import { isUnsure } from "./sureness";
import { Unsure } from "./Unsure";
import { quotesWordings } from "./wording";

interface Props {
  story: Story;
  conflict: Conflict;
  openGroup: (id: string) => void;
  go: (article: number, start: number) => void;
}

const KINDS: Record<Conflict["kind"], string> = {
  quantity: "Figure",
  date: "Date",
  place: "Place",
  name: "Name",
  negation: "Denial",
  role: "Who somebody is",
  opposite: "Opposite",
  state: "What became of it",
};

/** One contradiction: its sides beside each other, each with value, wording and outlets. */
export function ConflictCard({ story, conflict, openGroup, go }: Props) {
  const quoted = quotesWordings(conflict);
  // The sides tell the rest of the statement.
  const verb = isUnsure(conflict) ? "may contradict" : "contradict";
  const told = quoted ? `${tellSides(story, conflict)} ${verb} each other.` : conflict.statement.replace(/: .*$/s, ".");
  return (
    <article class="conflict">
      <header>
        <span class="tag">{KINDS[conflict.kind]}</span>
        <Unsure conflict={conflict} />
        <p dir="auto">{told}</p>
      </header>
      <div class="sides">
        {conflict.sides.map((side, place) => (
          <Side key={place} {...{ story, side, quoted, go }} />
        ))}
      </div>
      {/* A group has no more than one side's wordings where the sides are of several. */}
      {conflict.group_ids.length === 1 && (
        <button type="button" class="quiet" onClick={() => openGroup(conflict.group_ids[0]!)}>
          Compare the wordings
        </button>
      )}
    </article>
  );
}

/** "North and West", "North, South and West": who speaks for each side, where the sides themselves are too long to name. */
function tellSides(story: Story, { sides }: Conflict): string {
  return list(sides.map(({ citations }) => story.outlets[citations[0]?.article_index ?? -1] ?? ""));
}

interface SideProps {
  story: Story;
  side: ConflictSide;
  quoted: boolean;
  go: Props["go"];
}

function Side({ story, side, quoted, go }: SideProps) {
  const wording = side.citations[0]?.cited_text ?? "";
  return (
    <div class="side">
      {!quoted && (
        <p class="value" dir="auto">
          {side.value}
        </p>
      )}
      <blockquote dir="auto">{quoted ? wording : emphasize(wording, side.value)}</blockquote>
      <p class="note">{count(side.coverage.independent_sources, "independent source")}</p>
      <Speakers {...{ story, side, go }} />
    </div>
  );
}

/** The wording with the value in it set off, where it stands there word for word. */
function emphasize(wording: string, value: string) {
  const at = wording.indexOf(value);
  if (at < 0) return wording;
  return (
    <>
      {wording.slice(0, at)}
      <strong>{value}</strong>
      {wording.slice(at + value.length)}
    </>
  );
}
