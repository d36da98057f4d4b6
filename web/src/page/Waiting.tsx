import { useEffect, useState } from "preact/hooks";
import type { Progress } from "../service/progress";

interface Props {
  since: number;
  what: string;
  progress: Progress;
  cancel: () => void;
  /** Whether there is something below already, which is not to be moved. */
  over: boolean;
}

/** How long a question runs already, what is being done, and how much of that is done. */
export function Waiting({ since, what, progress, cancel, over }: Props) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  const { words, done, total } = progress;
  const label = words || what;
  return (
    <div class={over ? "waiting over" : "waiting"}>
      {total ? <progress aria-label={label} max={total} value={done} /> : <span class="sweep" aria-hidden="true" />}
      <span role="status">{label}</span>
      <span class="clock" aria-hidden="true">
        {total ? `${done} of ${total}, ` : ""}
        {(Math.max(0, now - since) / 1000).toFixed(1)} s
      </span>
      <button type="button" class="quiet" onClick={cancel}>
        Cancel
      </button>
    </div>
  );
}
