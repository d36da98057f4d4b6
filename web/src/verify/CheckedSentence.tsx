import { useState } from "preact/hooks";
import { cutText } from "../articles/spans";
import { PlaceButton } from "../page/PlaceButton";
import { findNewer, type Story } from "../page/story";
import { tellNewer } from "../page/words";
import type { CitedSentence } from "../service/types";
import { isTelling, listEvidence, type Evidence } from "./evidence";
import { isSupport, listClauses, VERDICTS, type Clause, type Verdict } from "./verdicts";
import { VerdictSign } from "./VerdictSign";

interface Props {
  story: Story;
  sentence: CitedSentence;
  turned: Verdict | null;
  go: (article: number, start: number) => void;
}

/** So many places stand beside a sentence; where none tells anything, the nearest one. */
const MOST_EVIDENCE = 3;

/** A sentence of the text with its verdict, its wrong words underlined, and the places that say so beside it. */
export function CheckedSentence({ story, sentence, turned, go }: Props) {
  const verdict = VERDICTS[sentence.verification.status];
  const shift = (clause: Clause): Clause => ({
    ...clause,
    start: clause.start - sentence.start,
    end: clause.end - sentence.start,
  });
  const pieces = cutText(sentence.text, listClauses(sentence).map(shift));
  const evidence = listEvidence(sentence, story.answer.conflicts ?? []);
  const newer = findNewerThanAll(story, sentence);
  return (
    <li class={`${verdict} ${turned ? "turned" : ""}`}>
      <div class="said">
        <p class="verdict">
          <VerdictSign verdict={verdict} />
          {turned && (
            <>
              <s>{turned}</s> now{" "}
            </>
          )}
          {sentence.verification.status === "verbatim" ? "supported, word for word" : verdict}
          {verdict === "supported" && evidence.some(({ state }) => state === "disputing") && (
            <span class="tag old">disputed</span>
          )}
          {newer && (
            <span class="tag old" title={newer}>
              {tellNewer(newer)}
            </span>
          )}
        </p>
        <p class="sentence" dir="auto">
          {pieces.map((piece) => (
            <Words key={piece.start} text={piece.text} clauses={piece.spans} />
          ))}
        </p>
        {sentence.verification.reasons.map((reason) => (
          <p key={reason} class="reason" dir="auto">
            {reason}
          </p>
        ))}
      </div>
      <Beside {...{ story, evidence, go }} />
    </li>
  );
}

/** The newer value, where every place that supports a sentence tells an older one. */
function findNewerThanAll(story: Story, sentence: CitedSentence): string | undefined {
  const support = VERDICTS[sentence.verification.status] === "supported" ? sentence.citations.filter(isSupport) : [];
  const newer = support.map((citation) => findNewer(story, citation));
  return newer.every(Boolean) ? newer[0] : undefined;
}

/** The places that tell something, the others folded behind them. */
function Beside({ story, evidence, go }: Pick<Props, "story" | "go"> & { evidence: Evidence[] }) {
  const [open, setOpen] = useState(false);
  const first = Math.min(MOST_EVIDENCE, Math.max(1, evidence.filter(isTelling).length));
  const folded = Math.max(0, evidence.length - first);
  return (
    <ul class="beside">
      {evidence.slice(0, open ? undefined : first).map(({ citation, state, words }) => (
        <li key={`${citation.article_index}:${citation.start}`}>
          <PlaceButton {...{ story, citation, state, words, go }} />
        </li>
      ))}
      {folded > 0 && (
        <li>
          <button type="button" class="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Fold" : "Open"} {folded} more
          </button>
        </li>
      )}
      {!evidence.length && <li class="note">No place in the articles says this.</li>}
    </ul>
  );
}

function Words({ text, clauses }: { text: string; clauses: Clause[] }) {
  const wrong = clauses.find((clause) => clause.wrong);
  if (wrong) {
    return (
      <span class={`wrong ${wrong.verdict}`} title={`${wrong.verdict}: ${wrong.wrong}`}>
        {text}
        <span class="hidden">
          {" "}
          ({wrong.verdict}: {wrong.wrong}){" "}
        </span>
      </span>
    );
  }
  const part = clauses.length > 1 ? clauses.find((clause) => clause.verdict === "supported") : undefined;
  return part ? <span class="backed">{text}</span> : <>{text}</>;
}
