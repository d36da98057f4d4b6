import { useLayoutEffect, useRef, useState } from "preact/hooks";

const EVENTS = ["dragover", "dragleave", "drop"] as const;

/** Whether something is held over the page. What is dropped on it is handed to `take`, which reads it at once. */
export function useDrop(take: (dropped: DataTransfer) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  useLayoutEffect(() => {
    const drag = (event: DragEvent): void => {
      event.preventDefault();
      setOver(event.type === "dragover");
      if (event.type === "drop" && event.dataTransfer) latest.current(event.dataTransfer);
    };
    for (const name of EVENTS) addEventListener(name, drag);
    return () => {
      for (const name of EVENTS) removeEventListener(name, drag);
    };
  }, []);
  return over;
}
