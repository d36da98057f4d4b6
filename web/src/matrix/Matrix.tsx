import { useMemo, useState } from "preact/hooks";
import { Glyph, STATE_WORDS } from "../page/Glyph";
import type { Story } from "../page/story";
import { count } from "../page/words";
import { OutletFilter } from "../page/OutletFilter";
import { Sideways } from "../page/Sideways";
import type { Picking } from "../page/usePicked";
import { COUNTS } from "../summary/support";
import { NearnessMap } from "./NearnessMap";
import { listHeads, type Head } from "./heads";
import { MatrixRow } from "./MatrixRow";
import { SHOWN, sortRows, type Filter, type Sorting } from "./sorting";

const FIRST_ROWS = 25;

interface Props {
  story: Story;
  group: string | null;
  openGroup: (id: string) => void;
  picking: Picking;
}

/** Who reports what: facts by outlets. Copies and families are one column until it is opened. */
export function Matrix({ story, group, openGroup, picking }: Props) {
  const [opened, setOpened] = useState<string[]>([]);
  const [sorting, sort] = useState<Sorting>({ by: "coverage", column: "" });
  const [filter, setFilter] = useState<Filter>("all");
  const [most, setMost] = useState(FIRST_ROWS);
  const heads = useMemo(() => listHeads(story, opened), [story, opened]);
  const rows = useMemo(() => sortRows(story, heads, sorting, filter, picking.picked),
    [story, heads, sorting, filter, picking.picked]);
  const toggle = (key: string): void =>
    setOpened(opened.includes(key) ? opened.filter((one) => one !== key) : [...opened, key]);
  const dated = story.times.some((time) => !Number.isNaN(time));

  return (
    <div class="matrix">
      <section aria-labelledby="matrix-title">
        <h2 id="matrix-title">Who reports what</h2>
        <div class="filters" role="group" aria-label="Facts shown">
          {(Object.keys(SHOWN) as Filter[]).map((name) => (
            <button key={name} type="button" aria-pressed={filter === name} onClick={() => setFilter(name)}>
              {SHOWN[name]}
            </button>
          ))}
          <OutletFilter {...{ story, picking }} />
        </div>
        <p class="legend">
          {(["supporting", "related", "reports", "disputing", "near", "silent"] as const).map((state) => (
            <span key={state}>
              <Glyph state={state} /> {STATE_WORDS[state]}
            </span>
          ))}
        </p>
        <p class="note">
          {COUNTS} Outside the summary nobody judged who says all of it. Who may report it has a sentence near it, which a
          click on the fact shows.
        </p>
        <Sideways label="Facts by outlets" more="More outlets to the side">
          <table>
            <thead>
              <tr>
                <SortHead name="Fact" by="time" {...{ sorting, sort }} disabled={!dated} hint="by time" />
                <SortHead name="Independent" by="coverage" {...{ sorting, sort }} hint="by coverage" />
                {heads.map((head) => (
                  <ColumnHead
                    key={head.key}
                    {...{ head, sorting, sort, toggle }}
                    opened={opened.includes(head.column)}
                  />
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, most).map((row) => (
                <MatrixRow key={row.group.id} {...{ story, row, heads, openGroup }} open={row.group.id === group} />
              ))}
            </tbody>
          </table>
        </Sideways>
        {rows.length === 0 && <p class="note">No fact is so.</p>}
        {rows.length > most && (
          <button type="button" onClick={() => setMost(rows.length)}>
            Show all {count(rows.length, "fact")}
          </button>
        )}
      </section>
      <NearnessMap story={story} />
    </div>
  );
}

interface SortProps {
  sorting: Sorting;
  sort: (sorting: Sorting) => void;
}

function SortHead({
  name,
  by,
  sorting,
  sort,
  hint,
  disabled = false,
}: SortProps & { name: string; by: "coverage" | "time"; hint: string; disabled?: boolean }) {
  const sorted = sorting.by === by;
  return (
    <th scope="col" class={by} aria-sort={sorted ? (by === "time" ? "ascending" : "descending") : undefined}>
      <button
        type="button"
        class="sort"
        disabled={disabled}
        title={disabled ? "No article says when it was published" : `Sort ${hint}`}
        onClick={() => sort({ by, column: "" })}
      >
        <span>{name}</span>
        <span class="hidden"> sort {hint}</span>
        {sorted && <span aria-hidden="true"> {by === "time" ? "↑" : "↓"}</span>}
      </button>
    </th>
  );
}

function ColumnHead({
  head,
  sorting,
  sort,
  toggle,
  opened,
}: SortProps & { head: Head; toggle: (key: string) => void; opened: boolean }) {
  const sorted = sorting.by === "source" && sorting.column === head.key;
  return (
    <th scope="col" class={`outlet ${head.part ? "part" : ""}`} aria-sort={sorted ? "descending" : undefined}>
      <button
        type="button"
        class="sort"
        title={`What ${head.name} says first`}
        onClick={() => sort({ by: "source", column: head.key })}
      >
        <span>{head.name}</span>
        {sorted && <span aria-hidden="true"> ↓</span>}
      </button>
      {head.note && <span class="folded-names">{head.note}</span>}
      {head.size > 1 && (
        <button type="button" class="opener" aria-expanded={opened} onClick={() => toggle(head.column)}>
          {opened ? "−" : "+"}
          {head.size - 1}
          <span class="roomy">{head.kind === "family" ? " more" : head.size === 2 ? " copy" : " copies"}</span>
          <span class="hidden">
            {head.kind === "copies" ? " of the text of " : " of the publisher "}
            {head.name}
          </span>
        </button>
      )}
    </th>
  );
}
