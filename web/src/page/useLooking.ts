import { useCallback, useLayoutEffect, useState } from "preact/hooks";
import type { Article, Group } from "../service/types";
import { isTyping } from "./KeyHelp";
import type { Place } from "./ReadView";
import type { Story } from "./story";
import type { Picking } from "./usePicked";
import { useView, VIEWS, type View } from "./useView";

export type Looking = ReturnType<typeof useLooking>;

/** What the reader looks at: a view, a sentence of the summary that is held, a place of an article, a fact that lies open. */
export function useLooking(first: View, story: Story | null, answered: Article[], picking: Picking) {
  const [view, show] = useView(first);
  const [chosen, choose] = useState<Group | null>(null);
  const [pinned, pin] = useState<string | null>(null);
  const [place, goTo] = useState<Place | null>(null);

  const go = useCallback(
    (article: number, start: number) => {
      show("read");
      picking.include(article);
      goTo({ article, start, at: performance.now() });
    },
    [picking.include],
  );
  /** Shows a view that was asked for by its name: a panel over the one before would lie over it. */
  const visit = useCallback(
    (next: View) => {
      choose(null);
      show(next);
    },
    [show],
  );
  /** Holds a sentence, or lets go of it and of the place that one was led to. */
  const hold = useCallback((sentence: string | null) => {
    pin(sentence);
    if (sentence === null) goTo(null);
  }, []);
  const openGroup = useCallback(
    (id: string) => choose(story?.rows.find((row) => row.group.id === id)?.group ?? null),
    [story],
  );
  const close = useCallback(() => choose(null), []);

  // Before anything is painted: what is clicked or pressed at once must find the page as it is shown.
  useLayoutEffect(() => {
    pin(null);
    goTo(null);
    choose(null);
  }, [answered]);
  useLayoutEffect(() => {
    scrollTo(0, 0);
    // Whoever comes back to the summary was not led anywhere.
    if (view !== "read") goTo(null);
  }, [view]);
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const named = VIEWS[Number(event.key) - 1];
      if (named && !isTyping(event)) visit(named);
      else if (event.key === "Escape") close();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);

  // Of another answer, a group of the same name may be another one.
  const opened = story?.rows.find((row) => chosen && isSame(row.group, chosen)) ?? null;
  return { view, show, visit, pinned, hold, place, go, opened, openGroup, close };
}

/** Whether two groups hold the same sentences, as far as their first one tells; a sentence stands in one group alone. */
function isSame(one: Group, other: Group): boolean {
  const [first, second] = [one.members[0], other.members[0]];
  return first?.article_index === second?.article_index && first?.start === second?.start;
}
