import type { Story } from "../page/story";
import { isQuoted } from "../page/words";
import { listDisagreements } from "./disagreements";
import { tellHeadline } from "./headline";
import { noteSentences } from "./notes";

/** The summary as Markdown, its sources as footnotes. made: when. */
export function writeMarkdown(story: Story, made = new Date()): string {
  const { title, about } = tellHeadline(story, made);
  const { sentences, notes } = noteSentences(story);
  const body = sentences.map(
    ({ text, support, notes: own }) =>
      `- ${escape(text)}${own.map(({ number }) => `[^${number}]`).join("")} *(${escape(support)})*`,
  );
  const disagreements = listDisagreements(story).map(({ title, told }) => [
    `## ${title}`,
    "",
    ...told.flatMap(({ about, sides }) => [`- ${escape(about)}`, ...sides.map((side) => `  - ${escape(side)}`)]),
  ]);
  const footnotes = notes.map(
    ({ number, outlet, title, url, quotation }) =>
      `[^${number}]: ${[escape(outlet), escape(title), url ? `<${url.replace(/[<>\s]/g, encodeURIComponent)}>` : ""].filter(Boolean).join(", ")}: ${isQuoted(quotation) ? escape(quotation) : `“${escape(quotation)}”`}`,
  );
  const parts = [
    [`# ${escape(title)}`, "", `*${escape(about)}*`],
    body,
    ...disagreements,
    footnotes,
  ];
  return `${parts
    .filter((part) => part.length)
    .map((part) => part.join("\n"))
    .join("\n\n")}\n`;
}

function escape(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\`*_[\]<>|~#&$]/g, "\\$&");
}
