import { useCallback, useLayoutEffect, useState } from "preact/hooks";

export const VIEWS = ["articles", "read", "matrix", "changes", "verify"] as const;
export type View = (typeof VIEWS)[number];
export const VIEW_NAMES: Record<View, string> = {
  articles: "Articles",
  read: "Summary",
  matrix: "Who reports what",
  changes: "Changed and disputed",
  verify: "Verify",
};

/** The view that the address names behind `#`, so that the browser's own way back works. */
export function useView(first: View): [View, (view: View) => void] {
  const [view, setView] = useState<View>(() => readView() ?? first);
  useLayoutEffect(() => {
    const follow = (): void => setView((current) => readView() ?? (location.hash ? current : first));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const show = useCallback((next: View) => {
    setView(next);
    if (readView() !== next) history.pushState(null, "", `#${next}`);
  }, []);
  return [view, show];
}

function readView(): View | null {
  const named = location.hash.slice(1);
  return VIEWS.find((view) => view === named) ?? null;
}
