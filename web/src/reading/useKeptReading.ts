import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Reading } from "../service/types";
import type { Change } from "./answered";
import { keep } from "./store";

export type KeptReading = ReturnType<typeof useKeptReading>;

/** How long typing must rest before it is kept. */
const SETTLED_MS = 300;

/** The reading, kept in the tab over a reload.

`latest`: as it is now, also before it is drawn; whatever happens next goes on from it. */
export function useKeptReading(first: Reading, offline: boolean) {
  const [reading, setReading] = useState(first);
  const latest = useRef(first);
  const change = (part: Change): void => {
    latest.current = { ...latest.current, ...part };
    setReading(latest.current);
  };
  useEffect(() => {
    if (offline) return;
    const timer = setTimeout(() => keep(latest.current), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [reading]);
  useLayoutEffect(() => {
    if (offline) return;
    const leave = (): void => void keep(latest.current);
    addEventListener("pagehide", leave);
    return () => removeEventListener("pagehide", leave);
  }, []);
  return { reading, latest, change };
}
