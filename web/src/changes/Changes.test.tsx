// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { tellStory, type Story } from "../page/story";
import { usePicked } from "../page/usePicked";
import { useScope } from "../page/useScope";
import { show } from "../testing/show";
import { ANSWER, ARTICLES } from "../testing/stories";
import { Changes } from "./Changes";

/** Three sentences more than the groups hold are those that a query left out. */
function tell(sentences: number, groups = ANSWER.groups!): Story {
  const reports = ANSWER.articles!.map((report, place) => ({ ...report, sentences: place ? 0 : sentences }));
  return tellStory(ARTICLES, { ...ANSWER, articles: reports, groups, conflicts: [] });
}

const WHOLE = tell(4);
const PART = tell(4, ANSWER.groups!.slice(0, 1));

function Probe({ story, query, only }: { story: Story; query: string; only?: number }) {
  const picking = usePicked(story.articles);
  const scope = useScope(story, query);
  const picked = only === undefined ? null : new Set([only]);
  return <Changes {...{ story, scope }} picking={{ ...picking, picked }} openGroup={() => undefined} go={() => undefined} />;
}

const told = (root: HTMLElement): string[] => [
  root.querySelector("h2")!.textContent!,
  [...root.querySelectorAll(".row .note")].map((note) => note.textContent).join(" "),
];

test("where all was looked at, no contradictions were found; else none in what was", () => {
  expect(told(show(<Probe story={WHOLE} query="" />))).toEqual(["No contradictions found", ""]);
  expect(told(show(<Probe story={WHOLE} query="" only={1} />))).toEqual([
    "No contradictions found in what was looked at",
    "Only what the chosen outlets tell is looked at.",
  ]);
  expect(told(show(<Probe story={PART} query="bridge" />))).toEqual([
    "No contradictions found in what was looked at",
    "Only the 1 fact that the query left is looked at.",
  ]);
});

test("of how many facts a query left some is told where all were seen before", () => {
  const root = show(<Probe story={WHOLE} query="" />);
  expect(told(root)[1]).toBe("");
  expect(told(show(<Probe story={PART} query="bridge" />, root))[1]).toBe(
    "Only the 1 of 2 facts that the query left is looked at.",
  );
});
