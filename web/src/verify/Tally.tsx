import type { CitationsAnswer } from "../service/types";
import { VERDICTS, type Verdict } from "./verdicts";
import { VerdictSign } from "./VerdictSign";

/** How many sentences have which verdict, and the share that the articles support, as a bar. */
export function Tally({ checked }: { checked: CitationsAnswer }) {
  const verdicts = checked.sentences.map((sentence) => VERDICTS[sentence.verification.status]);
  const each = (["supported", "contradicted", "unsupported"] as Verdict[]).map((verdict) => ({
    verdict,
    number: verdicts.filter((one) => one === verdict).length,
  }));
  return (
    <div class="tally">
      <p>
        {each
          .filter(({ number }) => number)
          .map(({ verdict, number }) => (
            <span key={verdict} class={verdict}>
              <VerdictSign verdict={verdict} /> {number} {verdict}
            </span>
          ))}
      </p>
      <div class="share" aria-hidden="true">
        {each.map(({ verdict, number }) => (
          <span key={verdict} class={verdict} style={{ flexGrow: number }} />
        ))}
      </div>
    </div>
  );
}
