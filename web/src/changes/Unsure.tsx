import type { Conflict } from "../service/types";
import { isUnsure } from "./sureness";

/** Marks what is as likely no contradiction, or no update. */
export function Unsure({ conflict }: { conflict: Conflict }) {
  if (!isUnsure(conflict)) return null;
  return (
    <span class="tag" title={`Likelihood ${conflict.score!.toFixed(2)}: both may be true, or of different things. Look, and judge.`}>
      less sure
    </span>
  );
}
