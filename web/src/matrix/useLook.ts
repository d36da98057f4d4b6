import { useLayoutEffect, useState } from "preact/hooks";
import type { Article } from "../service/types";
import type { Filter, Sorting } from "./sorting";

/** How the table of facts is looked at. */
export interface Look {
  filter: Filter;
  sorting: Sorting;
  /** The article whose own facts alone are shown, as its place; else null. */
  own: number | null;
  /** The columns whose articles are shown apart. */
  opened: string[];
}

const FIRST: Look = { filter: "all", sorting: { by: "coverage", column: "" }, opened: [], own: null };

/** A look that stays while other views are shown, and begins anew with other articles. */
export function useLook(articles: Article[]): [Look, (part: Partial<Look>) => void] {
  const [look, setLook] = useState(FIRST);
  useLayoutEffect(() => setLook(FIRST), [articles]);
  return [look, (part) => setLook((now) => ({ ...now, ...part }))];
}
