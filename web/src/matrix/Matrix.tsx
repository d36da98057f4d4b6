import { useMemo } from "preact/hooks";
import { Legend } from "../page/Legend";
import type { Story } from "../page/story";
import { OutletFilter } from "../page/OutletFilter";
import type { Picking } from "../page/usePicked";
import { tellScope, type Scope } from "../page/useScope";
import { COUNTS } from "../summary/support";
import { listVersions } from "./cells";
import { listHeads } from "./heads";
import { MatrixTable } from "./MatrixTable";
import { NearnessMap } from "./NearnessMap";
import { filterRows, SHOWN, sortRows, type Filter } from "./sorting";
import { listOwn } from "./standing";
import type { Look } from "./useLook";

const FILTERS = Object.keys(SHOWN) as Filter[];

interface Props {
  story: Story;
  group: string | null;
  openGroup: (id: string) => void;
  picking: Picking;
  scope: Scope;
  look: Look;
  change: (part: Partial<Look>) => void;
}

/** Who reports what: facts by outlets. Copies and families are one column until it is opened. */
export function Matrix({ story, group, openGroup, picking, scope, look, change }: Props) {
  const { filter, sorting, opened, own } = look;
  const { picked } = picking;
  const heads = useMemo(() => listHeads(story, opened), [story, opened]);
  const passing = useMemo(() => FILTERS.map((name) => filterRows(story, name, picked)), [story, picked]);
  const alone = useMemo(() => (own === null ? null : listOwn(story, own)), [story, own]);
  const found = alone ?? passing[FILTERS.indexOf(filter)]!;
  const rows = useMemo(() => sortRows(found, heads, sorting), [found, heads, sorting]);

  const looked = tellScope(scope, picked);

  return (
    <div class="matrix">
      <section aria-labelledby="matrix-title">
        <h2 id="matrix-title">Who reports what</h2>
        <div class="filters" role="group" aria-label="Facts shown">
          {FILTERS.map((name, place) => (
            <button
              key={name}
              type="button"
              aria-pressed={!alone && filter === name}
              onClick={() => change({ filter: name, own: null })}
            >
              {SHOWN[name].name} <span class="count">{passing[place]!.length}</span>
            </button>
          ))}
          {alone && (
            <button type="button" aria-pressed="true" onClick={() => change({ own: null })}>
              Only in {story.outlets[own!]} <span class="count">{alone.length}</span>
            </button>
          )}
          <OutletFilter {...{ story, picking }} />
        </div>
        {looked && <p class="note">{looked}</p>}
        <Legend states={["supporting", "related", "reports", "disputing", ...listVersions(story.rows), "near", "silent"]} />
        <details class="note">
          <summary>What the shapes and counts mean</summary>
          <p>
            {COUNTS} Details are judged for the facts of the summary alone; of the others it is known who reports
            them. An outlet that may report a fact has a sentence near it: click the fact to see that sentence.
          </p>
        </details>
        {rows.length ? (
          <MatrixTable key={`${filter} ${own}`} {...{ story, rows, heads, group, openGroup, look, change }} />
        ) : (
          <p class="empty">{SHOWN[filter].none}</p>
        )}
      </section>
      <NearnessMap story={story} />
    </div>
  );
}
