import { STATE_WORDS } from "../page/Glyph";
import { stateOf } from "../matrix/cells";
import type { CitedPlace } from "../matrix/opposed";
import type { MemberSpan } from "./members";
import { cutText, findParagraphs, type Piece, type Span } from "./spans";

interface Props {
  text: string;
  members: MemberSpan[];
  cited: CitedPlace[];
  boilerplate: (Span & { kind: string })[];
  /** Where one was led to. */
  sought?: Span | null;
  group: string | null;
  openGroup: (id: string) => void;
}

interface Mark extends Span {
  member?: MemberSpan;
  citation?: CitedPlace;
  boilerplate?: string;
  sought?: true;
}

const STRENGTH = ["older", "newer", "related", "supporting", "representative", "disputing"];

/** An article's text in paragraphs, marked where it is cited; sentences that stand in groups open them. */
export function MarkedText({ text, members, cited, boilerplate, sought, group, openGroup }: Props) {
  const marks: Mark[] = [
    ...members.map((member) => ({ start: member.start, end: member.end, member })),
    ...cited.map((citation) => ({ start: citation.start, end: citation.end, citation })),
    ...boilerplate.map(({ start, end, kind }) => ({ start, end, boilerplate: kind })),
    ...(sought ? [{ start: sought.start, end: sought.end, sought: true as const }] : []),
  ];
  let first = true;
  return (
    <div class="text" onKeyDown={moveAlong}>
      {findParagraphs(text).map((paragraph) => {
        const own = marks.filter((mark) => mark.start < paragraph.end && mark.end > paragraph.start);
        const shifted = own.map((mark) => ({
          ...mark,
          start: mark.start - paragraph.start,
          end: mark.end - paragraph.start,
        }));
        return (
          <p key={paragraph.start} dir="auto">
            {cutText(text.slice(paragraph.start, paragraph.end), shifted).map((piece) => {
              const opens = piece.spans.some((mark) => mark.member && mark.start === piece.start);
              const tabbed = opens && first;
              if (opens) first = false;
              return (
                <Stretch key={piece.start} {...{ piece, opens, tabbed, group, openGroup }} offset={paragraph.start} />
              );
            })}
          </p>
        );
      })}
    </div>
  );
}

interface StretchProps {
  piece: Piece<Mark>;
  offset: number;
  opens: boolean;
  tabbed: boolean;
  group: string | null;
  openGroup: (id: string) => void;
}

function Stretch({ piece, offset, opens, tabbed, group, openGroup }: StretchProps) {
  const member = piece.spans.find((mark) => mark.member)?.member;
  const citation = piece.spans
    .flatMap((mark) => mark.citation ?? [])
    .toSorted((one, other) => STRENGTH.indexOf(other.role) - STRENGTH.indexOf(one.role))[0];
  const boilerplate = piece.spans.find((mark) => mark.boilerplate)?.boilerplate;
  const sought = piece.spans.some((mark) => mark.sought);
  if (!member && !citation && !sought) {
    return boilerplate ? (
      <span class="boilerplate" title={`Left out: ${boilerplate.replace("_", " ")}`}>
        {piece.text}
      </span>
    ) : (
      <>{piece.text}</>
    );
  }
  const state = citation && stateOf(citation.role);
  const classes = [
    (member || citation) && "told",
    state,
    member?.shared && "shared",
    member && member.group === group && "open",
    sought && "sought",
  ];
  const named = [
    state && STATE_WORDS[state],
    member?.says,
    member?.superseded && `newer: ${member.superseded}`,
  ];
  const says = named.filter(Boolean).join("; ");
  return (
    <span
      class={classes.filter(Boolean).join(" ")}
      data-at={offset + piece.start}
      title={says}
      {...(opens && member ? { role: "button", tabIndex: tabbed ? 0 : -1, "aria-description": says } : {})}
      onClick={() => member && openGroup(member.group)}
      onKeyDown={(event) => {
        if (!member || (event.key !== "Enter" && event.key !== " ")) return;
        event.preventDefault();
        openGroup(member.group);
      }}
    >
      {piece.text}
    </span>
  );
}

/** Arrows lead from one sentence to the next, so that an article is one stop of the Tab key. */
function moveAlong(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!by) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="button"]')];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  if (here < 0) return;
  event.preventDefault();
  stops[here + by]?.focus();
}
