import { OutletFilter } from "../page/OutletFilter";
import type { Story } from "../page/story";
import type { Picking } from "../page/usePicked";
import { tellScope, type Scope } from "../page/useScope";
import { count } from "../page/words";
import { ConflictCard } from "./ConflictCard";
import { countBySureness, sortBySureness } from "./sureness";
import { UpdateLine } from "./UpdateLine";

interface Props {
  story: Story;
  openGroup: (id: string) => void;
  go: (article: number, start: number) => void;
  picking: Picking;
  scope: Scope;
}

/** What moved with time, and what cannot both be true. */
export function Changes({ story, openGroup, go, picking, scope }: Props) {
  const { picked } = picking;
  const all = story.answer.conflicts ?? [];
  const conflicts = sortBySureness(all).filter(
    ({ sides }) => !picked || sides.some((side) => side.citations.some((place) => picked.has(place.article_index))),
  );
  const looked = tellScope(scope, picked);
  const where = looked ? " in what was looked at" : "";
  const updates = conflicts.filter(({ status }) => status === "update");
  const disputes = conflicts.filter(({ status }) => status === "conflict");
  return (
    <div class="changes">
      <div class="row">
        <OutletFilter {...{ story, picking }} />
        {conflicts.length < all.length && (
          <span class="note">{count(all.length - conflicts.length, "other")} without the chosen outlets</span>
        )}
        {looked && <span class="note">{looked}</span>}
      </div>
      <section aria-labelledby="disputes-title">
        <h2 id="disputes-title">
          {disputes.length ? countBySureness(disputes, "contradiction") : `No contradictions found${where}`}
        </h2>
        <div class="disputes">
          {disputes.map((conflict) => (
            <ConflictCard key={conflict.id} {...{ story, conflict, openGroup, go }} />
          ))}
        </div>
      </section>
      <section aria-labelledby="updates-title">
        <h2 id="updates-title">
          {updates.length ? countBySureness(updates, "update") : `No updates found${where}`}
        </h2>
        <div class="updates">
          {updates.map((conflict) => (
            <UpdateLine key={conflict.id} {...{ story, conflict, go }} />
          ))}
        </div>
        {!updates.length && story.times.some(Number.isNaN) && (
          <p class="note">
            A value has moved where later reports tell another one. Not every article says when it was published: dates can
            be added under Articles.
          </p>
        )}
      </section>
    </div>
  );
}
