import type { SentenceEvent } from "../service/types";

/** The sentences that a summary will hold, as soon as each is decided, in the order in which they were chosen. */
export function Decided({ sentences }: { sentences: SentenceEvent[] }) {
  return (
    <section class="decided" aria-label="Sentences decided so far">
      <ol class="summary">
        {sentences.map(({ group_id, text, status }) => (
          <li key={group_id}>
            <p dir="auto">{text}</p>
            {status === "supported" && <span class="note">rewritten, and verified</span>}
          </li>
        ))}
      </ol>
      <p class="note">Decided so far, in the order in which they were chosen; who says them is being looked up.</p>
    </section>
  );
}
