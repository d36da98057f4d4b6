import { useLayoutEffect, useRef } from "preact/hooks";
import type { Story } from "./story";
import type { Picked } from "./usePicked";
import { count } from "./words";

/** What a query left of the facts of articles; null where nothing was left out. */
export type Scope = {
  facts: number;
  /** Of so many; null where they were never all asked for. */
  all: number | null;
} | null;

/** What the shown answer is about, where a query asked for a part of the facts.

Without a query every sentence stands in a group: one that does not was left out. */
export function useScope(story: Story | null, query: string): Scope {
  const known = useRef(new Map<unknown, number>());
  const facts = story?.answer.groups?.length ?? 0;
  const whole = !story || isWhole(story);
  useLayoutEffect(() => {
    if (story && whole) known.current = new Map([[story.articles, facts]]);
  }, [story, whole]);
  return whole || !query.trim() ? null : { facts, all: known.current.get(story.articles) ?? null };
}

function isWhole({ answer }: Story): boolean {
  const grouped = (answer.groups ?? []).reduce((sum, { members }) => sum + members.length, 0);
  return grouped >= (answer.articles ?? []).reduce((sum, { sentences }) => sum + sentences, 0);
}

/** What was looked at, where that is not everything: else nothing can be said to be missing. */
export function tellScope(scope: Scope, picked: Picked): string {
  if (!scope) return picked ? "Only what the chosen outlets tell is looked at." : "";
  const facts = scope.all ? `${scope.facts} of ${count(scope.all, "fact")}` : count(scope.facts, "fact");
  const chosen = picked ? ", and of them what the chosen outlets tell" : "";
  return `Only the ${facts} that the query left ${scope.facts === 1 ? "is" : "are"} looked at${chosen}.`;
}
