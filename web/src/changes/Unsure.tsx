import type { Conflict } from "../service/types";
import { isUnsure, tellDoubt } from "./sureness";

/** Marks what is as likely no contradiction, or no update, and says so in words. */
export function Unsure({ conflict }: { conflict: Conflict }) {
  if (!isUnsure(conflict)) return null;
  return (
    <span class="tag unsure">
      <strong>less sure:</strong> {tellDoubt(conflict)}
    </span>
  );
}
