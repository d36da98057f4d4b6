import { useState } from "preact/hooks";
import { useKey, type Trouble } from "../service/ask";
import type { LengthUnit } from "../service/types";
import { tellLength } from "../summary/lengths";

/** What went wrong in words, and what can be done about it. */
export function TroubleNote({
  trouble,
  unit,
  retry,
  lengthen,
}: {
  trouble: Trouble;
  /** In which the length is asked for. */
  unit: LengthUnit;
  retry: () => void;
  lengthen: (value: number) => void;
}) {
  return (
    <section class="trouble" role="alert">
      <h2>{trouble.title}</h2>
      {trouble.details.slice(0, 8).map((detail) => (
        <p key={detail}>{detail}</p>
      ))}
      {trouble.details.length > 8 && <p>and {trouble.details.length - 8} more</p>}
      {trouble.kind === "unauthorized" ? (
        <KeyForm retry={retry} />
      ) : trouble.smallest ? (
        <button type="button" onClick={() => lengthen(trouble.smallest!)}>
          Take {tellLength({ unit, value: trouble.smallest })}
        </button>
      ) : (
        <button type="button" onClick={retry}>
          {trouble.waits ? "Ask now" : "Try again"}
        </button>
      )}
    </section>
  );
}

function KeyForm({ retry }: { retry: () => void }) {
  const [value, setValue] = useState("");
  const send = (event: Event): void => {
    event.preventDefault();
    useKey(value);
    retry();
  };
  return (
    <form class="row" onSubmit={send}>
      <label>
        Key{" "}
        <input
          type="password"
          autocomplete="off"
          value={value}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
      </label>
      <button type="submit">Use it until the page is reloaded</button>
    </form>
  );
}
