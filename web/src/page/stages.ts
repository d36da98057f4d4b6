import type { Progress } from "../service/types";

/** What is said of a stage; others pass too fast to be read. */
const WORDS: Record<string, string> = {
  queue: "Waiting for others",
  segment: "Splitting sentences",
  embed: "Reading sentences",
  group: "Grouping facts",
  origins: "Finding copies",
  rank: "Counting sources",
  conflicts: "Looking for conflicts",
  select: "Choosing sentences",
  cite: "Checking who says what",
  rewrite: "Rewriting",
  verify: "Verifying",
};

/** The stage in words, with how much of it is done; null for one that nobody could read in time. */
export function nameStage({ stage, done, total }: Progress): string | null {
  const words = WORDS[stage];
  if (!words) return null;
  return total ? `${words}, ${done ?? 0} of ${total}` : words;
}
