import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface Props {
  label: string;
  /** Said while something lies out of sight to the side. */
  more: string;
  children: ComponentChildren;
}

/** What may be wider than the page, and says so: a shadow on the side where more lies, and words. */
export function Sideways({ label, more, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [hides, setHides] = useState({ start: false, end: false });
  const look = (): void => {
    const { scrollLeft, scrollWidth, clientWidth } = box.current!;
    const moved = Math.abs(scrollLeft);
    const [start, end] = [moved > 1, moved + clientWidth < scrollWidth - 1];
    setHides((now) => (now.start === start && now.end === end ? now : { start, end }));
  };
  // What it holds may have changed with every drawing, its width with the window.
  useLayoutEffect(look);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(look);
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);
  return (
    <>
      <div class={`sideways ${hides.start ? "hides-start" : ""} ${hides.end ? "hides-end" : ""}`}>
        <div class="scroll" tabIndex={0} role="region" aria-label={label} ref={box} onScroll={look}>
          {children}
        </div>
      </div>
      {(hides.start || hides.end) && (
        <p class="note more-aside" aria-hidden="true">
          {hides.start && "← "}
          {more}
          {hides.end && " →"}
        </p>
      )}
    </>
  );
}
