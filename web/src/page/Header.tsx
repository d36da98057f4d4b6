import { ExportMenu } from "../export/ExportMenu";
import type { Reading } from "../service/types";
import { KeyHelp } from "./KeyHelp";
import { ThemeChoice } from "./ThemeChoice";
import { tellConflicts } from "../changes/sureness";
import type { Story } from "./story";
import { VIEW_NAMES, VIEWS, type View } from "./useView";

interface Props {
  view: View;
  show: (view: View) => void;
  story: Story | null;
  reading: Reading;
  offline: boolean;
  /** Whether the answer is to the articles as they are now; else what it holds is not counted. */
  current: boolean;
}

/** The name of the page, the way to its views, and what can be taken along. */
export function Header({ view, show, story, reading, offline, current }: Props) {
  const conflicts = (current && story?.answer.conflicts) || [];
  const counts: Partial<Record<View, number>> = { articles: reading.articles.length, changes: conflicts.length };
  const told: Partial<Record<View, string>> = { changes: tellConflicts(conflicts) };
  const follow = (event: MouseEvent, name: View): void => {
    event.preventDefault();
    show(name);
  };
  return (
    <header class="top">
      <h1>
        <svg class="mark" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
          <path d="M4 9h24M4 16h17M4 23h21" />
          <circle cx="25.5" cy="16" r="3.4" />
        </svg>
        Chorus
      </h1>
      <nav aria-label="Views">
        {VIEWS.map((name) => (
          <a
            key={name}
            href={`#${name}`}
            aria-current={view === name ? "page" : undefined}
            title={told[name] || undefined}
            aria-disabled={!story && name !== "articles" ? true : undefined}
            onClick={(event) => follow(event, name)}
          >
            {VIEW_NAMES[name]}
            {counts[name] ? (
              <span class="count" aria-hidden={told[name] ? true : undefined}>
                {counts[name]}
              </span>
            ) : null}
            {told[name] && <span class="hidden">: {told[name]}</span>}
          </a>
        ))}
      </nav>
      <div class="tools">
        {story && <ExportMenu story={story} reading={reading} offline={offline} />}
        <ThemeChoice />
        <KeyHelp />
      </div>
    </header>
  );
}
