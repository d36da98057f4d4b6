import { useState } from "preact/hooks";

/** Where the outlet of an article is named that says of none; it then counts as that publisher's. */
export function NameOutlet({ article, name }: { article: string; name: (publisher: string) => void }) {
  const [open, setOpen] = useState(false);
  const [typed, type] = useState("");
  if (!open) {
    return (
      <button type="button" class="quiet" onClick={() => setOpen(true)}>
        Name the outlet<span class="hidden"> of {article}</span>
      </button>
    );
  }
  const submit = (event: Event): void => {
    event.preventDefault();
    setOpen(false);
    if (typed.trim()) name(typed.trim());
  };
  return (
    <form class="naming" onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <input
        aria-label={`Outlet of ${article}`}
        placeholder="Who published it?"
        ref={focus}
        value={typed}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <button type="submit">Name it</button>
    </form>
  );
}

/** As it appears, and not again where the page is drawn anew. */
const focus = (field: HTMLInputElement | null): void => field?.focus();
