import { useState } from "preact/hooks";
import { LONGEST_WORDS, type ReadingState } from "../page/useReading";
import type { Mode, Order } from "../service/types";

const ORDERS: Record<Order, string> = {
  narrative: "As a story",
  coverage: "Most covered first",
  chronological: "By time",
};
const MODES: Record<Mode, string> = { extractive: "As articles say it", abstractive: "Rewritten, verified" };

/** Length, mode, order and query. The length cuts while it moves. */
export function Controls({ state, offline }: { state: ReadingState; offline: boolean }) {
  const { options } = state.reading;
  const [query, setQuery] = useState(options.query);
  const ask = (event: Event): void => {
    event.preventDefault();
    state.setOptions({ query });
  };
  return (
    <div class="controls">
      <label class="length">
        <span>
          Length <output>{options.words} words</output>
        </span>
        <input
          type="range"
          min={20}
          max={LONGEST_WORDS}
          step={5}
          value={options.words}
          aria-valuetext={`${options.words} words`}
          onPointerEnter={() => void state.foresee()}
          onFocus={() => void state.foresee()}
          onInput={(event) => state.setWords(Number(event.currentTarget.value))}
        />
      </label>
      {!offline && (
        <>
          <Choice name="Mode" names={MODES} value={options.mode} choose={(mode) => state.setOptions({ mode })} />
          <Choice name="Order" names={ORDERS} value={options.order} choose={(order) => state.setOptions({ order })} />
          <form class="query" role="search" onSubmit={ask}>
            <label>
              <span>Query</span>
              <input
                type="search"
                maxLength={1000}
                placeholder="What do you want to know?"
                value={query}
                onInput={(event) => setQuery(event.currentTarget.value)}
              />
            </label>
            <button type="submit">Ask</button>
          </form>
        </>
      )}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  name: string;
  names: Record<T, string>;
  value: T;
  choose: (value: T) => void;
}

function Choice<T extends string>({ name, names, value, choose }: ChoiceProps<T>) {
  return (
    <label>
      <span>{name}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value as T)}>
        {(Object.keys(names) as T[]).map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
