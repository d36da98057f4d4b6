import { useMemo, useRef } from "preact/hooks";
import type { Story } from "../page/story";
import { Waiting } from "../page/Waiting";
import { count } from "../page/words";
import type { ReadingState } from "../reading/useReading";
import { CheckedSentence } from "./CheckedSentence";
import { findTurns } from "./verdicts";
import { Tally } from "./Tally";

interface Props {
  story: Story;
  state: ReadingState;
  go: (article: number, start: number) => void;
  offline: boolean;
}

const TEASER =
  "Each sentence will stand here as supported, contradicted or unsupported, the wrong words underlined and what the " +
  "articles say beside it.";

/** Any text held against the articles, sentence by sentence; a corrected one shows what turned. */
export function Verify({ story, state, go, offline }: Props) {
  const { checked, draft } = state.reading;
  const history = useRef<(typeof checked)[]>([]);
  if (history.current.at(-1) !== checked) history.current = [...history.current.slice(-1), checked];
  const before = history.current.length > 1 ? history.current[0]! : null;
  const turns = useMemo(() => (checked ? findTurns(before, checked) : []), [checked]);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (draft.trim()) void state.check(draft);
  };
  return (
    <div class="verify">
      {!offline && (
        <form onSubmit={submit}>
          <h2>
            <label for="draft">Text to verify</label>
          </h2>
          <p class="note" id="draft-note">
            Yours, or a model's. Each sentence is held against {count(story.articles.length, "article")}. Correct it, and
            verify it again: what turned is shown.
          </p>
          <textarea
            id="draft"
            rows={6}
            dir="auto"
            aria-describedby="draft-note"
            value={draft}
            onInput={(event) => state.type({ draft: event.currentTarget.value })}
            onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit(event)}
          />
          <div class="row">
            <button type="submit" class="main" disabled={!draft.trim()}>
              Verify
            </button>
            <button type="button" class="quiet" onClick={() => state.type({ draft: story.answer.summary })}>
              Take the summary
            </button>
            <button type="button" class="quiet" disabled={!draft} onClick={() => state.type({ draft: "" })}>
              Clear
            </button>
          </div>
        </form>
      )}
      {state.checking > 0 && (
        <Waiting
          since={state.checking}
          progress={state.checkProgress}
          cancel={state.cancelCheck}
          over={false}
          what="Verifying the text"
        />
      )}
      <section aria-label="What the articles say of it" aria-live="polite">
        {checked ? (
          <>
            <Tally checked={checked} />
            <ol class="checked">
              {checked.sentences.map((sentence, place) => (
                <CheckedSentence key={place} {...{ story, sentence, go }} turned={turns[place] ?? null} />
              ))}
            </ol>
            {checked.warnings.map((warning) => (
              <p key={warning} class="warning">
                {warning}
              </p>
            ))}
          </>
        ) : (
          <p class="empty">{offline ? "No text was verified." : TEASER}</p>
        )}
      </section>
    </div>
  );
}
