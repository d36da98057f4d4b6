import type { Story } from "../page/story";
import { noteSentences } from "./notes";

/** The summary as plain text, an outlet behind each sentence: "... (North, South)". */
export function writeCited(story: Story): string {
  const { sentences } = noteSentences(story);
  return sentences
    .map(({ text, notes }) => `${text} (${[...new Set(notes.map(({ outlet }) => outlet))].join(", ")})`)
    .join("\n");
}
