import { expect, test } from "vitest";
import { tellStory } from "../page/story";
import type { SummaryAnswer } from "../service/types";
import { ANSWER } from "../testing/stories";
import { listHeads } from "./heads";

/** What the heads say of outlets; each with its publisher, and with the outlet that it is a copy of. */
function tellHeads(outlets: [name: string, publisher: string, original?: string][], opened: string[] = []): string[] {
  const articles = outlets.map(([name]) => ({ id: name, source: name, text: "The bridge opened." }));
  const reports = outlets.map(([id, source, copy_of = null]) => ({ ...ANSWER.articles![0]!, id, source, copy_of }));
  const told = tellStory(articles, { ...ANSWER, sentences: [], groups: [], articles: reports } as unknown as SummaryAnswer);
  return listHeads(told, opened).map(({ name, note }) => (note ? `${name}: ${note}` : name));
}

test("a column of copies says who copied, one of a family who is of it", () => {
  expect(tellHeads([["North", "n"], ["South", "s", "North"], ["West", "w"]])).toEqual(["North: copied by South", "West"]);
  expect(tellHeads([["BBC", "bbc"], ["BBC News", "bbc"]])).toEqual(["BBC: and BBC News"]);
});

test("where copies and other texts of a publisher are one column, it says who copied whom and who is of one publisher", () => {
  expect(tellHeads([["BBC News", "bbc"], ["BBC", "bbc", "The Guardian"], ["The Guardian", "g"]])).toEqual([
    "The Guardian: copied by BBC; BBC News and BBC of one publisher",
  ]);
  expect(tellHeads([["BBC News", "bbc"], ["BBC", "bbc"], ["Post", "p", "BBC"]])).toEqual([
    "BBC: copied by Post; of one publisher with BBC News",
  ]);
});

test("each original of a column says who copied it", () => {
  const [head] = tellHeads([["A", "a"], ["B", "b", "A"], ["C", "b"], ["D", "d", "C"]]);
  expect(head).toBe("A: copied by B; C copied by D; C and B of one publisher");
});

test("one publisher's copies of one text are told as copies alone", () => {
  const [head] = tellHeads([["The Guardian", "g"], ["BBC", "bbc", "The Guardian"], ["BBC News", "bbc", "The Guardian"]]);
  expect(head).toBe("The Guardian: copied by BBC and BBC News");
});

test("an opened column says of each article what it is to the others", () => {
  const outlets: [string, string, string?][] = [["BBC News", "bbc"], ["BBC", "bbc", "The Guardian"], ["The Guardian", "g"]];
  expect(tellHeads(outlets, ["The Guardian"])).toEqual([
    "The Guardian",
    "BBC News: of one publisher with BBC",
    "BBC: copy of The Guardian, which is longer; of one publisher with BBC News",
  ]);
});
