import { useLayoutEffect } from "preact/hooks";
import { isTyping } from "./KeyHelp";

interface Keys {
  /** From place to place of the held sentence. */
  walk: (by: number) => void;
  letGo: () => void;
  /** A panel lies open, which Escape closes first. */
  covered: boolean;
}

/** The keys of the summary: j and k from mark to mark, n and p from place to place, Escape to let go. */
export function useMarkKeys({ walk, letGo, covered }: Keys): void {
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      if (event.key === "n") walk(1);
      else if (event.key === "p") walk(-1);
      else if (event.key === "Escape" && !covered) {
        if (document.activeElement?.closest(".evidence")) focusHeld();
        letGo();
      } else if (event.key === "j" || event.key === "k") focusMark(event.key === "j" ? 1 : -1);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });
}

/** Back to the mark of the sentence that is held. */
export function focusHeld(): void {
  const mark = document.querySelector<HTMLElement>('button.support[aria-pressed="true"]');
  mark?.focus({ preventScroll: true });
  mark?.scrollIntoView({ block: "center" });
}

function focusMark(by: number): void {
  const marks = [...document.querySelectorAll<HTMLElement>("button.support")];
  const here = marks.findIndex((mark) => mark === document.activeElement);
  marks[here < 0 ? (by > 0 ? 0 : marks.length - 1) : (here + by + marks.length) % marks.length]?.focus();
}
