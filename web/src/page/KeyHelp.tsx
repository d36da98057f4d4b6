import { useLayoutEffect, useRef } from "preact/hooks";

const KEYS: [string, string][] = [
  ["j, k", "next and previous sentence of the summary"],
  ["Enter", "hold the sentence and go to its evidence; in an article, compare how outlets word a sentence"],
  ["n, p", "next and previous evidence of the held sentence"],
  ["←, →", "in an article, from one reported sentence to the next"],
  ["Esc", "let go of the sentence; close what is open"],
  ["o", "choose outlets"],
  ["1 to 5", "the five views"],
  ["?", "this help"],
];

/** The keys, on a question mark. */
export function KeyHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== "?" || isTyping(event)) return;
      event.preventDefault();
      dialog.current?.showModal();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  return (
    <>
      <button type="button" class="quiet keys" onClick={() => dialog.current?.showModal()}>
        <span class="hidden">Keys</span> <kbd>?</kbd>
      </button>
      <dialog ref={dialog} aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <dl>
          {KEYS.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}

/** Whether a key is meant for a field. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    (target instanceof HTMLElement && target.matches("input:not([type=range]), textarea, select, [contenteditable]"))
  );
}
