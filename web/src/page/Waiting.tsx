import { useEffect, useState } from "preact/hooks";

/** How long a question runs already: the clock is all that is known of it. */
export function Waiting({ since, what, cancel }: { since: number; what: string; cancel: () => void }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="waiting" role="status" aria-label={what}>
      <span class="sweep" aria-hidden="true" />
      <span>{what}</span>
      <span class="clock" aria-hidden="true">
        {(Math.max(0, now - since) / 1000).toFixed(1)} s
      </span>
      <button type="button" class="quiet" onClick={cancel}>
        Cancel
      </button>
    </div>
  );
}
