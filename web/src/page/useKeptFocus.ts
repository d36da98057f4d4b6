import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** Hands the focus to `home` where what had it is gone or disabled; else the keyboard would begin anew at the top of the page. */
export function useKeptFocus(home: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    let last: EventTarget | null = null;
    const note = (event: FocusEvent): void => {
      last = event.target;
    };
    const look = (): void => {
      if (document.activeElement !== document.body || !(last instanceof HTMLElement)) return;
      if (last.isConnected && !last.matches(":disabled")) return;
      last = null;
      home.current?.focus({ preventScroll: true });
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
    addEventListener("focusin", note);
    return () => {
      watch.disconnect();
      removeEventListener("focusin", note);
    };
  }, []);
}
