import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Article } from "../service/types";
import { readArticles } from "./reading";

interface Props {
  text: string;
  type: (text: string) => void;
  add: (articles: Article[], notes: string[]) => void;
}

/** Where articles are pasted or chosen; files may be dropped anywhere on the page. */
export function Intake({ text, type, add }: Props) {
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const latest = useRef(add);
  latest.current = add;

  const take = async (files: Iterable<File>): Promise<void> => {
    const found = await Promise.all([...files].map(async (file) => readArticles(await file.text(), file.name)));
    latest.current(
      found.flatMap(({ articles }) => articles),
      found.flatMap(({ notes }) => notes),
    );
  };
  const paste = (event: Event): void => {
    event.preventDefault();
    const { articles, notes } = readArticles(text);
    add(articles, notes);
    if (articles.length) type("");
    // The button is disabled now, and the next article is pasted here, too.
    field.current?.focus();
  };
  useLayoutEffect(() => {
    const drag = (event: DragEvent): void => {
      event.preventDefault();
      setOver(event.type === "dragover");
      if (event.type !== "drop" || !event.dataTransfer) return;
      if (event.dataTransfer.files.length) void take(event.dataTransfer.files);
      else {
        const { articles, notes } = readArticles(event.dataTransfer.getData("text/plain"));
        latest.current(articles, notes);
      }
    };
    for (const name of ["dragover", "dragleave", "drop"] as const) addEventListener(name, drag);
    return () => {
      for (const name of ["dragover", "dragleave", "drop"] as const) removeEventListener(name, drag);
    };
  }, []);

  return (
    <form class={`intake ${over ? "over" : ""}`} onSubmit={paste}>
      <label for="paste">
        <h2>Paste, drop or link articles on one story</h2>
      </label>
      <p class="note" id="paste-note">
        The text of an article, a web page's HTML, JSON or JSON Lines, or a link. Chorus fetches nothing from the web: of
        a link it keeps the address, and you paste the text.
      </p>
      <textarea
        id="paste"
        ref={field}
        rows={6}
        dir="auto"
        aria-describedby="paste-note"
        value={text}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && paste(event)}
      />
      <div class="row">
        <button type="submit" class="main" disabled={!text.trim()}>
          Add
        </button>
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
          accept=".txt,.md,.html,.htm,.json,.jsonl,text/plain,text/html,application/json"
          onChange={(event) => {
            void take(event.currentTarget.files ?? []);
            event.currentTarget.value = "";
          }}
        />
      </div>
    </form>
  );
}
