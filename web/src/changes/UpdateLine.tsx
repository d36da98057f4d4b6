import type { Story } from "../page/story";
import { count, tellTime } from "../page/words";
import type { Conflict } from "../service/types";
import { LONG_VALUE } from "./ConflictCard";
import { Speakers } from "./Speakers";

interface Props {
  story: Story;
  conflict: Conflict;
  go: (article: number, start: number) => void;
}

/** A value that moved: its steps on a line of time, the newest last and largest. */
export function UpdateLine({ story, conflict, go }: Props) {
  // The steps tell the rest of the statement.
  const topic = /^(?:Reports of )?(.+?)(?: have changed)?:/.exec(conflict.statement)?.[1];
  const last = conflict.sides.length - 1;
  return (
    <article class="update">
      <h3 dir="auto">{topic ?? conflict.statement}</h3>
      <ol class="steps">
        {conflict.sides.map((side, place) => (
          <li key={place} class={place === last ? "newest" : ""}>
            <span class="node" aria-hidden="true" />
            <time dateTime={side.as_of ?? undefined}>{tellTime(side.as_of)}</time>
            <p class={`value ${side.value.length > LONG_VALUE ? "long" : ""}`} dir="auto">
              {side.value}
            </p>
            <p class="note">
              {place === last && "Newest. "}
              {count(side.coverage.independent_sources, "independent source")}
            </p>
            <Speakers {...{ story, side, go }} />
          </li>
        ))}
      </ol>
    </article>
  );
}
