import { useLayoutEffect } from "preact/hooks";

/** From this width on, summary and articles stand side by side, each with a scroll bar of its own. */
export const WIDE = "(width >= 60rem)";

/** Keeps what is read in sight when the window becomes so narrow or wide that the page is laid out anew. */
export function useKeptPlace(): void {
  useLayoutEffect(() => {
    const wide = matchMedia(WIDE);
    let known = wide.matches;
    let seen: Element | undefined;
    const look = (): void => {
      // What a new layout scrolls is nobody's reading.
      if (wide.matches === known) seen = findSeen();
    };
    const keep = (): void => {
      known = wide.matches;
      seen?.scrollIntoView({ block: "start" });
    };
    addEventListener("scroll", look, { capture: true, passive: true });
    wide.addEventListener("change", keep);
    return () => {
      removeEventListener("scroll", look, { capture: true });
      wide.removeEventListener("change", keep);
    };
  }, []);
}

/** The first sentence of the summary that is in sight, else the first article. */
function findSeen(): Element | undefined {
  const head = document.querySelector(".top")?.getBoundingClientRect().bottom ?? 0;
  return [...document.querySelectorAll(".summary > li, .card")].find((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top < innerHeight && bottom > head;
  });
}
