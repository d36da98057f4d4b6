import { useEffect, useState } from "preact/hooks";

interface Props {
  since: number;
  what: string;
  cancel: () => void;
  stage?: string | null;
}

/** How long a question runs already, and in what stage it is, where that is known. */
export function Waiting({ since, what, cancel, stage = null }: Props) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="waiting" role="status" aria-label={what}>
      <span class="sweep" aria-hidden="true" />
      <span>{what}</span>
      {stage && (
        <span class="stage" aria-hidden="true">
          {stage}
        </span>
      )}
      <span class="clock" aria-hidden="true">
        {(Math.max(0, now - since) / 1000).toFixed(1)} s
      </span>
      <button type="button" class="quiet" onClick={cancel}>
        Cancel
      </button>
    </div>
  );
}
