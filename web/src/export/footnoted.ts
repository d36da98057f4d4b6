import type { Story } from "../page/story";
import { isQuoted } from "../page/words";
import { listDisagreements } from "./disagreements";
import { tellHeadline } from "./headline";
import { noteSentences } from "./notes";

const STYLE =
  "body{font:18px/1.55 Georgia,serif;max-width:40rem;margin:2rem auto;padding:0 1rem}small{color:#555}sup a{text-decoration:none}.bare{quotes:none}";

/** The summary as a plain web page, its sources as footnotes; nothing of an article becomes markup. made: when. */
export function writeFootnoted(story: Story, made = new Date()): string {
  const { title, about } = tellHeadline(story, made);
  const { sentences, notes } = noteSentences(story);
  const mark = (number: number): string => `<sup><a href="#n${number}">${number}</a></sup>`;
  const body = sentences.map(
    ({ text, support, notes: own }) =>
      `<p dir="auto">${escape(text)}${own.map(({ number }) => mark(number)).join(" ")} <small>(${escape(support)})</small></p>`,
  );
  const item = (text: string, inside = ""): string => `<li dir="auto">${escape(text)}${inside}</li>`;
  const disagreements = listDisagreements(story).map(({ title, told }) => {
    const items = told.map(({ about, sides }) => item(about, `<ul>${sides.map((side) => item(side)).join("")}</ul>`));
    return `<h2>${title}</h2><ul>${items.join("")}</ul>`;
  });
  const footnotes = notes.map(({ number, outlet, title, url, quotation }) => {
    const name = escape([outlet, title].filter(Boolean).join(": "));
    const linked = url ? `<a href="${escape(url)}" rel="noreferrer">${name}</a>` : name;
    return `<li id="n${number}" value="${number}">${linked}: <q dir="auto"${isQuoted(quotation) ? ' class="bare"' : ""}>${escape(quotation)}</q></li>`;
  });
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escape(title)}</title><style>${STYLE}</style><h1 dir="auto">${escape(title)}</h1><p><small>${escape(about)}</small></p>`,
    ...body,
    ...disagreements,
    `<h2>Sources</h2><ol>${footnotes.join("")}</ol></html>`,
  ].join("\n");
}

export function escape(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => named[character]!);
}
