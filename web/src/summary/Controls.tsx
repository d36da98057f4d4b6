import type { ReadingState } from "../reading/useReading";
import type { LengthUnit, Mode, Order } from "../service/types";
import { SCALES, tellLength } from "./lengths";

const ORDERS: Record<Order, string> = {
  narrative: "As a story",
  coverage: "Most covered first",
  chronological: "By time",
};
const MODES: Record<Mode, string> = { extractive: "As articles say it", abstractive: "Rewritten, verified" };
const UNITS = Object.fromEntries(Object.entries(SCALES).map(([unit, { name }]) => [unit, name])) as Record<
  LengthUnit,
  string
>;

/** Length, mode, order and query. The length cuts while it moves. */
export function Controls({ state, offline }: { state: ReadingState; offline: boolean }) {
  const { options, asked } = state.reading;
  const { unit, value } = options.length;
  const { least, most, step } = SCALES[unit];
  const ask = (event: Event): void => {
    event.preventDefault();
    state.setOptions({ query: asked });
  };
  return (
    <div class="controls">
      {/* An output inside a label would be what the label names, in place of the slider. */}
      <div class="length">
        <span>
          <label for="length">Length</label> <output for="length">{tellLength(options.length)}</output>
        </span>
        <input
          id="length"
          type="range"
          min={least}
          max={most}
          step={step}
          value={value}
          aria-valuetext={tellLength(options.length)}
          onPointerEnter={() => void state.foresee()}
          onFocus={() => void state.foresee()}
          onInput={(event) => state.setLength({ unit, value: Number(event.currentTarget.value) })}
        />
      </div>
      <Choice name="Counted in" names={UNITS} value={unit} choose={state.setUnit} />
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
                value={asked}
                onInput={(event) => state.type({ asked: event.currentTarget.value })}
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
