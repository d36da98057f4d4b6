import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Row } from "../matrix/cells";
import type { Otherwise } from "../matrix/opposed";
import { tellSilent } from "../matrix/standing";
import { Legend } from "../page/Legend";
import type { Story } from "../page/story";
import { COUNTS, joinSupport, tellTally } from "../summary/support";
import { foldCopies, listFurther, listNear, listOtherwise, listTold } from "./wording";
import { Part, Wording } from "./Voices";

interface Props {
  story: Story;
  row: Row;
  close: () => void;
  go: (article: number, start: number) => void;
}

const MOST_NAMED = 6;

/** In what way a place tells a fact otherwise than the one that stands for it. */
const WAYS: { state: Otherwise; id: string; name: string; note: string }[] = [
  {
    state: "disputing",
    id: "against",
    name: "Says otherwise",
    note: "On another side of a contradiction; not counted among those who report it.",
  },
  {
    state: "newer",
    id: "newer",
    name: "Newer version",
    note: "What a later report tells in its place; not counted among those who report it.",
  },
  {
    state: "older",
    id: "older",
    name: "Older version",
    note: "What this has taken the place of; not counted among those who report it.",
  },
];

/** A fact as every outlet words it: what is another's own is marked word by word, copies of one text lie folded.

Behind the sentences of its group stand those that only its sentence in the summary cites, then who tells it otherwise. */
export function GroupPanel({ story, row, close, go }: Props) {
  const { group, tally } = row;
  const panel = usePanelFocus(group.id);
  const model = group.members[group.representative] ?? group.members[0]!;
  const silent = tellSilent(story, row, MOST_NAMED);
  const isCopy = (article: number): boolean => story.originals[article]! >= 0;
  const folded = [...foldCopies(listTold(row), model, isCopy), ...listFurther(row).map((place) => [place])];
  const shared = { story, row, model, go };
  const near = listNear(row);
  const otherwise = WAYS.map((way) => ({ ...way, places: listOtherwise(row, way.state) }));
  const shown = [
    ...folded.flatMap((copies) => copies.map((place) => row.states[place.article_index] ?? "reports")),
    ...otherwise.flatMap(({ state, places }) => (places.length ? [state] : [])),
    ...(near.length ? ["near" as const] : []),
  ];
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
        <h2 id="group-title">{joinSupport(tellTally(tally))}</h2>
        <button type="button" class="quiet" onClick={close}>
          Close <kbd>Esc</kbd>
        </button>
      </div>
      <p class="note">
        Words that the first wording lacks are <mark class="own">marked</mark>.
        {silent && ` Silent: ${silent}.`}
      </p>
      <Legend states={[...new Set(shown)]} />
      <ol>
        {folded.map((copies) => (
          <Wording key={`${copies[0]!.article_index}:${copies[0]!.start}`} {...shared} copies={copies} />
        ))}
      </ol>
      {otherwise.map((way) => (
        <Part key={way.id} {...shared} {...way} />
      ))}
      <Part
        {...shared}
        id="near"
        name="May report it, too"
        note="Sentences near it that were not found to be the same fact. Look, and judge."
        places={near}
        state="near"
      />
      <details class="note">
        <summary>What the counts mean</summary>
        <p>{COUNTS}</p>
      </details>
    </div>
  );
}

/** A panel that takes the focus when it opens or shows another group, and gives it back when it closes. */
function usePanelFocus(group: string): RefObject<HTMLDivElement | null> {
  const panel = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement as HTMLElement | null);
  useLayoutEffect(() => panel.current?.focus(), [group]);
  useLayoutEffect(() => () => before.current?.focus(), []);
  return panel;
}
