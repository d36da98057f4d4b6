import type { Verdict } from "./verdicts";

const PATHS: Record<Verdict, string> = {
  supported: "M3.5 8.5 6.8 11.8 12.5 4.8",
  contradicted: "M4 4l8 8M12 4l-8 8",
  unsupported: "M5.6 6.1c0-3 4.9-3 4.9 0 0 2-2.4 2-2.4 3.9M8 12.4v.2",
};

/** A tick, a cross or a question mark. */
export function VerdictSign({ verdict }: { verdict: Verdict }) {
  return (
    <svg class={`sign ${verdict}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[verdict]} />
    </svg>
  );
}
