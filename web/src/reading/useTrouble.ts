import { useEffect, useRef, useState } from "preact/hooks";
import { isReady, type Trouble } from "../service/ask";

export type Troubles = ReturnType<typeof useTrouble>;

const ASK_AGAIN_MS = 2000;

/** What went wrong last. It is asked again by the reader, or as soon as a service that was away is back. */
export function useTrouble() {
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const again = useRef<() => void>(() => undefined);
  const tell = (told: Trouble, retry: () => void): void => {
    again.current = retry;
    setTrouble(told);
  };
  useEffect(() => {
    if (!trouble?.waits) return;
    let waits = true;
    const timer = setInterval(async () => {
      if ((await isReady()) && waits) again.current();
    }, ASK_AGAIN_MS);
    return () => {
      waits = false;
      clearInterval(timer);
    };
  }, [trouble]);
  return { trouble, tell, clear: () => setTrouble(null), retry: () => again.current() };
}
