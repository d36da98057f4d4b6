import { listStances } from "../matrix/cells";
import { count } from "../page/words";
import { Legend } from "../page/Legend";
import type { Story } from "../page/story";
import { Evidence } from "./Evidence";
import { tellLength } from "./lengths";
import { listReported } from "./reported";
import { COUNTS } from "./support";
import { SupportMark } from "./SupportMark";

interface Props {
  story: Story;
  pinned: number | null;
  pointed: number | null;
  point: (sentence: number | null) => void;
  hold: (sentence: number) => void;
  go: (article: number, start: number) => void;
  openGroup: (id: string) => void;
  /** What the summary ends with. */
  end: string;
  /** Whether another cut of it is on its way. */
  busy: boolean;
}

const NOTES: Record<string, string> = {
  supported: "rewritten, and verified",
  fallback: "as an article has it: its rewrite failed verification",
};

/** The sentences of the summary, each with its mark; the one that is held opens its evidence. */
export function SummaryPane({ story, pinned, pointed, point, hold, go, openGroup, end, busy }: Props) {
  const { answer } = story;
  const shown = pointed ?? pinned;
  const reported = listReported(answer.sentences);
  return (
    <>
      {answer.sentences.length > 0 && <Legend states={listStances(story.stances)} />}
      <ol class={`summary ${shown === null ? "" : "one-shown"}`} aria-busy={busy}>
        {answer.sentences.map((sentence, place) => (
          <li
            key={sentence.group_id}
            class={shown === place ? "shown" : ""}
            onMouseEnter={() => point(place)}
            onMouseLeave={() => point(null)}
            onFocusCapture={() => point(place)}
            onBlurCapture={() => point(null)}
          >
            <p dir="auto" onClick={() => hold(place)}>
              {sentence.text}
            </p>
            <div class="under">
              <SupportMark {...{ story, sentence, place }} held={pinned === place} hold={() => hold(place)} />
              {reported[place] && <span class="reported">{reported[place]}</span>}
              {NOTES[sentence.verification.status] && <span class="note">{NOTES[sentence.verification.status]}</span>}
            </div>
            {pinned === place && <Evidence {...{ story, sentence, place, go, openGroup }} />}
          </li>
        ))}
      </ol>
      {answer.sentences.length > 0 && (
        <p class="note">
          {tellLength({ unit: answer.length.unit, value: answer.length.actual })} from{" "}
          {count(story.sources, "outlet")}. {end}
        </p>
      )}
      {answer.warnings.map((warning) => (
        <p key={warning} class="warning">
          {warning}
        </p>
      ))}
      {answer.sentences.length > 0 && <p class="note counts">{COUNTS}</p>}
    </>
  );
}
