import { useRef, useState } from "preact/hooks";
import { Menu } from "../page/Menu";
import type { Story } from "../page/story";
import type { Reading } from "../service/types";
import { writeCited } from "./cited";
import { writeFootnoted } from "./footnoted";
import { writeMarkdown } from "./markdown";
import { writeOffline } from "./offline";

/** What can be taken along: files, and the summary with its citations on the clipboard. */
export function ExportMenu({ story, reading, offline }: { story: Story; reading: Reading; offline: boolean }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [said, say] = useState("");
  const does = (what: () => Promise<string> | string) => async (): Promise<void> => {
    try {
      say(await what());
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
    if (!menu.current) return;
    // What is pressed lies hidden once it is closed.
    if (menu.current.contains(document.activeElement)) menu.current.querySelector("summary")?.focus();
    menu.current.open = false;
  };
  const file = (name: string, type: string, write: () => Promise<string> | string) =>
    does(async () => {
      save(name, type, await write());
      return `${name} is saved.`;
    });
  const copy = does(async () => {
    await navigator.clipboard.writeText(writeCited(story));
    return "Copied with citations.";
  });
  const carried = { ...reading, answer: story.answer, articles: story.articles, answered: null, pasted: "", asked: "" };
  return (
    <Menu menu={menu} name="Export">
      <div>
        <button type="button" onClick={() => void copy()}>
          Copy with citations
        </button>
        <button type="button" onClick={() => void file("summary.md", "text/markdown", () => writeMarkdown(story))()}>
          Markdown with footnotes
        </button>
        <button type="button" onClick={() => void file("summary.html", "text/html", () => writeFootnoted(story))()}>
          HTML with footnotes
        </button>
        <button
          type="button"
          onClick={() => void file("summary.json", "application/json", () => JSON.stringify(story.answer, null, 2))()}
        >
          JSON, the answer as it came
        </button>
        {!offline && (
          <button type="button" onClick={() => void file("review.html", "text/html", () => writeOffline(carried))()}>
            This page in one file
          </button>
        )}
        <button type="button" onClick={() => void does(() => (print(), ""))()}>
          Print
        </button>
      </div>
      <span class="toast" role="status">
        {said}
      </span>
    </Menu>
  );
}

function save(name: string, type: string, content: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
