import { useRef } from "preact/hooks";

const ACCEPTED = ".txt,.md,.html,.htm,.json,.jsonl,text/plain,text/html,application/json";

/** A button that opens the system's dialog for files; the same ones may be chosen again. */
export function FileChooser({ take }: { take: (files: Iterable<File>) => void }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => chooser.current?.click()}>
        Choose files
      </button>
      <span class="note">or drop them anywhere</span>
      <input
        ref={chooser}
        type="file"
        class="hidden"
        tabIndex={-1}
        aria-label="Files with articles"
        multiple
        accept={ACCEPTED}
        onChange={(event) => {
          take(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
