import { show } from "./show";

/** A hook in a component of its own. `last`: what it returned when it was last drawn. */
export function drawHook<T>(hook: () => T): { last: T } {
  const drawn = {} as { last: T };
  function Alone() {
    drawn.last = hook();
    return null;
  }
  show(<Alone />);
  return drawn;
}
