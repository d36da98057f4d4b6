import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Place } from "../page/ReadView";

/** How long the sentence that one was led to stays marked. */
const MARKED_MS = 1600;

/** Brings a place into sight that one is led to, and marks the sentence there for a while. */
export function useLanding(shelf: RefObject<HTMLElement | null>, place: Place | null): void {
  useEffect(() => {
    if (!place) return;
    const places = shelf.current?.querySelectorAll<HTMLElement>(`[data-article="${place.article}"] [data-at]`) ?? [];
    const found = [...places].findLast((one) => Number(one.dataset["at"]) <= place.start) ?? places[0];
    const smooth = matchMedia("(prefers-reduced-motion: no-preference)").matches;
    found?.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "instant" });
    found?.classList.add("landed");
    const timer = setTimeout(() => found?.classList.remove("landed"), MARKED_MS);
    return () => clearTimeout(timer);
  }, [place]);
}
