import { count } from "./words";

interface Props {
  /** How many articles the answer is to, and how many there are now. */
  before: number;
  now: number;
  /** Asks anew; null while that cannot be done, or is done already. */
  summarize: (() => void) | null;
}

/** Says that what is shown is of the articles as they were before they were changed. */
export function Former({ before, now, summarize }: Props) {
  return (
    <div class="former" role="status">
      <p>
        <strong>Not of the articles as they are now.</strong> What is shown here is of the {count(before, "article")} read
        last; {now ? "they were changed since." : "they were removed since."}
      </p>
      {summarize && (
        <button type="button" onClick={summarize}>
          Summarize anew
        </button>
      )}
    </div>
  );
}
