// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { useRef, useState } from "preact/hooks";
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { useKeptFocus } from "./useKeptFocus";

function Probe() {
  const home = useRef<HTMLElement>(null);
  const [left, leave] = useState(false);
  useKeptFocus(home);
  return (
    <>
      <main ref={home} tabIndex={-1}>
        {!left && <button type="button" class="gone" onClick={() => leave(true)} />}
        <button type="button" class="stays" />
      </main>
    </>
  );
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test("what had the focus and is gone leaves it to the view; what stays keeps it", async () => {
  const root = show(<Probe />);
  const gone = root.querySelector<HTMLElement>(".gone")!;
  gone.focus();
  act(() => gone.click());
  if (document.activeElement === gone) gone.blur(); // as browsers do where an element is taken away
  await settle();
  expect(document.activeElement).toBe(root.querySelector("main"));
  const stays = root.querySelector<HTMLElement>(".stays")!;
  stays.focus();
  stays.blur();
  root.append("more");
  await settle();
  expect(document.activeElement).toBe(document.body);
});
