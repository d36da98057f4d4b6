import type { Story } from "../page/story";
import { count, tellTime } from "../page/words";
import type { Conflict } from "../service/types";
import { Speakers } from "./Speakers";
import { Unsure } from "./Unsure";
import { quotesWordings } from "./wording";

interface Props {
  story: Story;
  conflict: Conflict;
  go: (article: number, start: number) => void;
}

/** What moved: values as steps on a line of time, the newest last and largest; wordings each on a line of its own. */
export function UpdateLine({ story, conflict, go }: Props) {
  const last = conflict.sides.length - 1;
  const quoted = quotesWordings(conflict);
  return (
    <article class={`update ${quoted ? "worded" : last > 1 ? "long" : ""}`}>
      <h3 dir="auto">
        {nameTopic(conflict.statement)} <Unsure conflict={conflict} />
      </h3>
      <ol class="steps">
        {conflict.sides.map((side, place) => (
          <li key={place} class={place === last ? "newest" : ""}>
            <span class="node" aria-hidden="true" />
            <time dateTime={side.as_of ?? undefined}>{tellTime(side.as_of)}</time>
            <p class={`value ${quoted ? "quoted" : ""}`} dir="auto">
              {side.value}
            </p>
            <div class="who-says">
              <p class="note">
                {place === last && "Newest. "}
                {count(side.coverage.independent_sources, "independent source")}
              </p>
              <Speakers {...{ story, side, go }} />
            </div>
          </li>
        ))}
      </ol>
    </article>
  );
}

/** "amount: share" of "Reports of the amount (share) have changed: ...": the steps tell the rest. */
function nameTopic(statement: string): string {
  const [told = statement] = statement.split(": ", 1);
  const [, topic = told] = /^Reports of (?:the )?(.+?) (?:may )?have changed$/.exec(told) ?? [];
  return topic.replace(/ \((.+)\)$/, ": $1");
}
