import { useState } from "preact/hooks";
import type { ColumnKind } from "../articles/outlets";
import type { Story } from "../page/story";
import { count } from "../page/words";
import { Sideways } from "../page/Sideways";
import type { Row } from "./cells";
import type { Head } from "./heads";
import { MatrixRow } from "./MatrixRow";
import type { Sorting } from "./sorting";
import type { Look } from "./useLook";

const FIRST_ROWS = 25;
/** What the articles that lie folded in a column are to the one that it is named after. */
const FOLDED: Record<ColumnKind, string> = {
  one: "",
  family: " of the publisher",
  copies: " of the text of",
  mixed: " in the column of",
};

interface Props {
  story: Story;
  rows: Row[];
  heads: Head[];
  /** The fact that is open beside the table. */
  group: string | null;
  openGroup: (id: string) => void;
  look: Look;
  change: (part: Partial<Look>) => void;
}

/** Facts by outlets, the first of them until all are asked for; heads sort, and open columns. */
export function MatrixTable({ story, rows, heads, group, openGroup, look, change }: Props) {
  const [most, setMost] = useState(FIRST_ROWS);
  const { sorting, opened } = look;
  const sort = (sorting: Sorting): void => change({ sorting });
  const toggle = (key: string): void =>
    change({ opened: opened.includes(key) ? opened.filter((one) => one !== key) : [...opened, key] });
  const dated = story.times.some((time) => !Number.isNaN(time));
  return (
    <>
      <Sideways label="Facts by outlets" more="More outlets to the side">
        <table>
          <thead>
            <tr>
              <SortHead name="Fact" by="time" {...{ sorting, sort }} disabled={!dated} hint="by time" />
              <SortHead name="Independent sources" by="coverage" {...{ sorting, sort }} hint="by coverage" />
              {heads.map((head) => (
                <ColumnHead key={head.key} {...{ head, sorting, sort, toggle }} opened={opened.includes(head.column)} />
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
      {rows.length > most && (
        <button type="button" onClick={() => setMost(rows.length)}>
          Show all {count(rows.length, "fact")}
        </button>
      )}
    </>
  );
}

/** What lies folded in a column, as many as there are: " copy", " edits". */
function tellMore({ size, folded }: Head): string {
  if (folded === "more") return " more";
  if (folded === "edits") return size === 2 ? " edit" : " edits";
  return size === 2 ? " copy" : " copies";
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
        <span class={by === "time" && !disabled ? "hint" : "hidden"}> sort {hint}</span>
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
          <span class="roomy">{tellMore(head)}</span>
          <span class="hidden">
            {FOLDED[head.kind]} {head.name}
          </span>
        </button>
      )}
    </th>
  );
}
