import type { State } from "../matrix/cells";

export const STATE_WORDS: Record<State, string> = {
  supporting: "reports it in every detail",
  related: "reports it, not in every detail",
  reports: "reports it, details not judged",
  disputing: "says otherwise",
  older: "has an older version",
  newer: "has a newer version",
  near: "may report it",
  silent: "silent",
};

/** What the words of those who report a fact begin with, which need not be said of each. */
export const REPORTING = /^reports it,? /;

/** States, and how a place stands to a checked sentence that is no fact of the table: part of it is said there, another
thing of the same is, or there are the nearest words: squares and a hollow diamond, which no state has. */
export type Shape = State | "part" | "else" | "nearest";

const SHAPES: Record<Shape, preact.JSX.Element> = {
  part: (
    <>
      <path class="hollow" d="M3 3h10v10H3z" />
      <path d="M3 8h10v5H3z" />
    </>
  ),
  else: <path class="hollow" d="M8 1.8 14.2 8 8 14.2 1.8 8z" />,
  nearest: <path class="hollow" d="M3 3h10v10H3z" />,
  supporting: <circle cx="8" cy="8" r="6" />,
  related: (
    <>
      <circle class="hollow" cx="8" cy="8" r="5.2" />
      <path d="M8 2.8a5.2 5.2 0 0 1 0 10.4z" />
    </>
  ),
  reports: <circle class="hollow" cx="8" cy="8" r="5.2" />,
  disputing: <path d="M8 .8 15.2 8 8 15.2.8 8z" />,
  older: <path class="hollow" d="M12 3 4 8l8 5z" />,
  newer: <path class="hollow" d="m4 3 8 5-8 5z" />,
  near: <circle class="hollow dotted" cx="8" cy="8" r="5.2" />,
  silent: <circle cx="8" cy="8" r="1.6" />,
};

/** A state as a shape: full, half, ring, dotted ring, diamond, arrowhead back or on, or a dot, and of checked sentences a square or a hollow diamond; told apart without colour. */
export function Glyph({ state, label }: { state: Shape; label?: string }) {
  const named = label ? { role: "img" as const, "aria-label": label } : { "aria-hidden": true as const };
  return (
    <svg class={`glyph ${state}`} viewBox="0 0 16 16" width="16" height="16" {...named}>
      {SHAPES[state]}
    </svg>
  );
}
