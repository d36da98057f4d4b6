import { REPORTS, type State } from "../matrix/cells";
import { Glyph, REPORTING, STATE_WORDS } from "./Glyph";

interface Props {
  /** Those that are used where it stands. */
  states: readonly State[];
  /** Whether the words look as those of an article that are marked so. */
  marked?: boolean;
  children?: preact.ComponentChildren;
}

/** What the shapes mean, in one line where there is room: those that report a fact together, then the others. */
export function Legend({ states, marked = false, children }: Props) {
  const item = (state: State) => (
    <span key={state}>
      <Glyph state={state} />{" "}
      <span class={marked ? `sample ${state}` : undefined}>{STATE_WORDS[state].replace(REPORTING, "")}</span>
    </span>
  );
  const reporting = REPORTS.filter((state) => states.includes(state));
  return (
    <p class="legend">
      {reporting.length > 0 && <span>Reports it:</span>}
      {reporting.map(item)}
      {states.filter((state) => !REPORTS.includes(state)).map(item)}
      {children}
    </p>
  );
}
