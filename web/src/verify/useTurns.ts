import { useMemo, useRef } from "preact/hooks";
import type { CitationsAnswer } from "../service/types";
import { findTurns, type Verdict } from "./verdicts";

/** Of each sentence of `checked`, the verdict that it had in the text checked before, where that was another. */
export function useTurns(checked: CitationsAnswer | null): (Verdict | null)[] {
  const history = useRef<(CitationsAnswer | null)[]>([]);
  if (history.current.at(-1) !== checked) history.current = [...history.current.slice(-1), checked];
  const before = history.current.length > 1 ? history.current[0]! : null;
  return useMemo(() => (checked ? findTurns(before, checked) : []), [checked]);
}
