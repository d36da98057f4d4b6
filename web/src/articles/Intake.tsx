import { useRef } from "preact/hooks";
import type { Article } from "../service/types";
import { FileChooser } from "./FileChooser";
import { readArticles, readFiles } from "./reading";
import { useDrop } from "./useDrop";

interface Props {
  text: string;
  type: (text: string) => void;
  add: (articles: Article[], notes: string[]) => void;
}

/** Where articles are pasted or chosen; files may be dropped anywhere on the page. */
export function Intake({ text, type, add }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const latest = useRef(add);
  latest.current = add;

  const take = async (files: Iterable<File>): Promise<void> => {
    const { articles, notes } = await readFiles(files);
    latest.current(articles, notes);
  };
  const takeText = (text: string): Article[] => {
    const { articles, notes } = readArticles(text);
    add(articles, notes);
    return articles;
  };
  const over = useDrop((dropped) => {
    if (dropped.files.length) void take(dropped.files);
    else takeText(dropped.getData("text/plain"));
  });
  const paste = (event: Event): void => {
    event.preventDefault();
    if (takeText(text).length) type("");
    // The button is disabled now, and the next article is pasted here, too.
    field.current?.focus();
  };

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
        <FileChooser take={(files) => void take(files)} />
      </div>
    </form>
  );
}
