import { expect, test } from "vitest";
import type { State } from "../matrix/cells";
import { NOTHING_READ } from "../reading/store";
import { HOSTILE, risen, story } from "../testing/stories";
import { writeCited } from "./cited";
import { writeFootnoted } from "./footnoted";
import { writeMarkdown } from "./markdown";
import { carry, PLACE } from "./offline";

function tell(text: string) {
  const told = story();
  const sentences = told.answer.sentences.map((sentence) => ({ ...sentence, text }));
  return { ...told, outlets: [HOSTILE, "South", "West"], answer: { ...told.answer, sentences } };
}

test("Markdown has a footnote for each place that says all of a sentence", () => {
  const written = writeMarkdown(story());
  expect(written).toContain("- The bridge opened on Tuesday.[^1][^2] *(2 independent sources report it, all in every detail; 1 says otherwise: West)*");
  expect(written).toContain("[^2]: South: “On Tuesday the bridge opened.”");
  expect(written).not.toContain("stayed shut. ");
});

test("no text becomes markup of Markdown or of a page", () => {
  expect(writeMarkdown(tell(HOSTILE))).toContain("\\<img src=x onerror=alert(1)\\>");
  const page = writeFootnoted(tell(HOSTILE));
  expect(page).not.toMatch(/<img|<\/script|<b>/);
  expect(page).toContain("&lt;img src=x");
});

test("the copied text names the outlets behind each sentence", () => {
  expect(writeCited(story())).toBe("The bridge opened on Tuesday. (North, South)\nIt cost 31 million. (North)");
});

test("what a page carries cannot end the element that holds it, and is read as it was", () => {
  const reading = { ...NOTHING_READ, draft: `</script><!-- $& $1 \u2028 ${HOSTILE}` };
  const page = carry(`<body>${PLACE}</body>`, reading);
  const data = /id="reading">([^]*)<\/script><\/body>/.exec(page)![1]!;
  expect(data).not.toContain("<");
  expect(JSON.parse(data)).toEqual(reading);
});

test("those that no footnote names are named beside the counts, as text", () => {
  const told = tell("It opened.");
  const [first, ...rest] = told.rows;
  const row = { ...first!, states: ["related", "supporting", "disputing"] as State[], tally: { reports: 2, all: 1, disputing: 1, older: 0, newer: 0 } };
  const named = { ...told, rows: [row, ...rest] };
  expect(writeMarkdown(named)).toContain("2 independent sources report it, 1 in every detail; not in every detail: \\<img");
  expect(writeFootnoted(named)).toContain("2 independent sources report it, 1 in every detail; not in every detail: &lt;img");
  expect(writeFootnoted(named)).toContain("1 says otherwise: West)");
});

test("what differs and what has changed is told once, each side on a line of its own, as text", () => {
  const told = risen({ score: 0.4 });
  const disputed = { ...story().answer.conflicts![0]!, statement: `Sources contradict each other: ${HOSTILE}.` };
  const both = { ...told, outlets: ["North", HOSTILE, "West"], answer: { ...told.answer, conflicts: [...told.answer.conflicts!, disputed] } };
  const written = writeMarkdown(both);
  expect(written).toContain(
    [
      "## Where sources disagree",
      "",
      "- Sources contradict each other",
      "  - “opened” (North)",
      "  - “stayed shut” (West)",
      "",
      "## What has changed",
      "",
      "- Reports of how many died have changed (less sure: 40% likely to be a real change)",
      "  - 4 Mar 2025, 08:00: 3 people (North)",
      "  - 5 Mar 2025, 08:00: Twelve people (\\<img",
    ].join("\n"),
  );
  const page = writeFootnoted(both);
  expect(page).toContain('<h2>Where sources disagree</h2><ul><li dir="auto">Sources contradict each other<ul><li dir="auto">“opened” (North)</li>');
  expect(page).not.toMatch(/<img|<b>/);
});

test("who has an older version is counted and named apart", () => {
  expect(writeMarkdown(risen())).toContain(
    "*(1 independent source reports it, in every detail; 2 have an older version: North and South)*",
  );
});

test("words that have quotation marks of their own get no second ones", () => {
  const told = story();
  const sentences = told.answer.sentences.map((sentence) => ({
    ...sentence,
    citations: sentence.citations.map((citation) => ({ ...citation, cited_text: "“It opened,” he said." })),
  }));
  const quoted = { ...told, answer: { ...told.answer, sentences } };
  expect(writeMarkdown(quoted)).toContain(": “It opened,” he said.\n");
  expect(writeFootnoted(quoted)).toContain('class="bare">“It opened,” he said.</q>');
});

test("those that are one independent source are said to count once", () => {
  const told = story();
  const columns = [{ key: "n", name: "North", articles: [1, 0], kind: "copies" as const }, told.columns[2]!];
  const states: State[] = ["related", "supporting", "related"];
  const rows = [{ ...told.rows[0]!, states, tally: { reports: 2, all: 1, disputing: 0, older: 0, newer: 0 } }, told.rows[1]!];
  expect(writeMarkdown({ ...told, columns, rows })).toContain(
    "(2 independent sources report it, 1 in every detail; not in every detail: North and West; North and South count once)",
  );
});
