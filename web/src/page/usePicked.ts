import { useCallback, useMemo, useState } from "preact/hooks";
import type { Article } from "../service/types";

/** The places of the articles whose outlets are looked at; null: all. */
export type Picked = ReadonlySet<number> | null;

export interface Picking {
  picked: Picked;
  /** Takes an article in, or leaves it out; with none left, all are looked at. */
  toggle: (article: number) => void;
  /** Leaves all others out. */
  pickOnly: (article: number) => void;
  pickAll: () => void;
  /** Takes an article in, if there is a choice that leaves it out. */
  include: (article: number) => void;
}

/** A choice of outlets that holds in every view, and over another answer to the same articles. */
export function usePicked(articles: Article[]): Picking {
  const [ids, setIds] = useState<string[]>([]);
  const picked = useMemo(() => {
    const places = articles.flatMap(({ id }, place) => (ids.includes(id) ? [place] : []));
    return places.length ? new Set(places) : null;
  }, [articles, ids]);
  const toggle = (article: number): void => {
    const { id } = articles[article]!;
    const all = articles.map((one) => one.id);
    setIds((now) => {
      const before = now.some((one) => all.includes(one)) ? now : all;
      const after = before.includes(id) ? before.filter((one) => one !== id) : [...before, id];
      return all.every((one) => after.includes(one)) ? [] : after;
    });
  };
  const pickOnly = (article: number): void => setIds([articles[article]!.id]);
  const include = useCallback(
    (article: number): void => {
      const id = articles[article]?.id;
      if (id !== undefined) setIds((now) => (!now.length || now.includes(id) ? now : [...now, id]));
    },
    [articles],
  );
  return { picked, toggle, pickOnly, pickAll: () => setIds([]), include };
}
