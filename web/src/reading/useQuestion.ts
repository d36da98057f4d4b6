import { useRef, useState } from "preact/hooks";
import { Trouble } from "../service/ask";
import { hear, NOTHING_TOLD, type Told } from "../service/progress";

type Ask<T> = (signal: AbortSignal, hear: (told: Told) => void) => Promise<T>;

/** One question at a time: a new one takes the place of the one that runs, whose answer is then null. */
export function useQuestion() {
  const [since, setSince] = useState(0);
  const [progress, setProgress] = useState(NOTHING_TOLD);
  const running = useRef<AbortController | null>(null);

  const stop = (): void => {
    running.current?.abort();
    running.current = null;
    setSince(0);
  };
  /** fail: told what went wrong, unless another question has taken the place of this one. */
  const ask = async <T>(question: Ask<T>, fail: (trouble: Trouble) => void): Promise<T | null> => {
    stop();
    const control = new AbortController();
    running.current = control;
    setProgress(NOTHING_TOLD);
    setSince(performance.now());
    try {
      const answer = await question(control.signal, (told) => {
        if (!control.signal.aborted) setProgress((before) => hear(before, told));
      });
      return control.signal.aborted ? null : answer;
    } catch (error) {
      if (!control.signal.aborted)
        fail(error instanceof Trouble ? error : new Trouble("The page failed", [String(error)], "page"));
      return null;
    } finally {
      if (running.current === control) stop();
    }
  };
  return { since, progress, ask, stop, isRunning: () => running.current !== null };
}
