import { count } from "../page/words";

interface Props {
  draft: string;
  type: (draft: string) => void;
  check: (draft: string) => void;
  /** The summary that is shown, which may be taken as the draft. */
  summary: string;
  articles: number;
}

/** Where a text to verify is typed. */
export function DraftForm({ draft, type, check, summary, articles }: Props) {
  const submit = (event: Event): void => {
    event.preventDefault();
    if (draft.trim()) check(draft);
  };
  return (
    <form onSubmit={submit}>
      <h2>
        <label for="draft">Text to verify</label>
      </h2>
      <p class="note" id="draft-note">
        Yours, or a model's. Each sentence is held against {count(articles, "article")}. Correct it, and verify it
        again: what turned is shown.
      </p>
      <textarea
        id="draft"
        rows={6}
        dir="auto"
        aria-describedby="draft-note"
        value={draft}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit(event)}
      />
      <div class="row">
        <button type="submit" class="main" disabled={!draft.trim()}>
          Verify
        </button>
        <button type="button" class="quiet" onClick={() => type(summary)}>
          Take the summary
        </button>
        <button type="button" class="quiet" disabled={!draft} onClick={() => type("")}>
          Clear
        </button>
      </div>
    </form>
  );
}
