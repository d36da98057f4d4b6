import type { Story } from "../page/story";
import { Waiting } from "../page/Waiting";
import type { ReadingState } from "../reading/useReading";
import { CheckedSentence } from "./CheckedSentence";
import { DraftForm } from "./DraftForm";
import { Tally } from "./Tally";
import { useTurns } from "./useTurns";

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
  const turns = useTurns(checked);
  return (
    <div class="verify">
      {!offline && (
        <DraftForm
          draft={draft}
          type={(draft) => state.type({ draft })}
          check={(draft) => void state.check(draft)}
          summary={story.answer.summary}
          articles={story.articles.length}
        />
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
