import { expect, test } from "vitest";
import { tellStory } from "../page/story";
import type { SummaryAnswer } from "../service/types";
import { ANSWER } from "../testing/stories";
import { listHeads, type Head } from "./heads";

type Outlet = [name: string, publisher: string, original?: string];

const GUARDIAN: Outlet = ["The Guardian", "guardian"];
const BBC: Outlet = ["BBC", "bbc", "The Guardian"];
const NEWS: Outlet = ["BBC News", "bbc"];

/** What the heads say of outlets; each with its publisher, and with the outlet that it is a copy of. */
function tellHeads(outlets: Outlet[], opened: string[] = [], edited = ""): string[] {
  return listAll(outlets, opened, edited).map(({ name, note }) => (note ? `${name}: ${note}` : name));
}

const listFolded = (outlets: Outlet[], edited = ""): string[] => listAll(outlets, [], edited).map(({ folded }) => folded);

function listAll(outlets: Outlet[], opened: string[], edited: string): Head[] {
  const articles = outlets.map(([name]) => ({
    id: name,
    source: name,
    text: name === edited ? "The bridge was opened." : "The bridge opened.",
  }));
  const reports = outlets.map(([id, source, copy_of = null]) => ({ ...ANSWER.articles![0]!, id, source, copy_of }));
  const answer: unknown = { ...ANSWER, sentences: [], groups: [], articles: reports };
  return listHeads(tellStory(articles, answer as SummaryAnswer), opened);
}

test("a column of copies says who copied, one of a family who is of it", () => {
  const copies: Outlet[] = [["North", "n"], ["South", "s", "North"], ["West", "w"]];
  expect(tellHeads(copies)).toEqual(["North: copied by South", "West"]);
  expect(tellHeads([["BBC", "bbc"], NEWS])).toEqual(["BBC: and BBC News"]);
});

test("where a column holds copies and other texts, it says who copied whom and who is of one publisher", () => {
  expect(tellHeads([NEWS, BBC, GUARDIAN])).toEqual(["The Guardian: copied by BBC; BBC News and BBC of one publisher"]);
  expect(tellHeads([NEWS, ["BBC", "bbc"], ["Post", "p", "BBC"]])).toEqual([
    "BBC: copied by Post; of one publisher with BBC News",
  ]);
});

test("each original of a column says who copied it", () => {
  const [head] = tellHeads([["A", "a"], ["B", "b", "A"], ["C", "b"], ["D", "d", "C"]]);
  expect(head).toBe("A: copied by B; C copied by D; C and B of one publisher");
});

test("what is not word for word the same is told apart from copies", () => {
  const outlets: Outlet[] = [["A", "a"], ["B", "b", "A"], ["C", "c", "A"]];
  expect(tellHeads(outlets, [], "C")).toEqual(["A: copied by B; in another edit at C"]);
  expect(listFolded(outlets, "C")).toEqual(["more"]);
  expect([listFolded(outlets), listFolded(outlets.slice(0, 2), "B")]).toEqual([["copies"], ["edits"]]);
  expect(tellHeads(outlets, ["A"], "C")[2]).toBe("C: another edit of the text of A (0% word for word), shorter than that of A");
});

test("one publisher's copies of one text are told as copies alone", () => {
  const [head] = tellHeads([GUARDIAN, BBC, ["BBC News", "bbc", "The Guardian"]]);
  expect(head).toBe("The Guardian: copied by BBC and BBC News");
});

test("an opened column says of each article what it is to the others", () => {
  expect(tellHeads([NEWS, BBC, GUARDIAN], ["The Guardian"])).toEqual([
    "The Guardian",
    "BBC News: of one publisher with BBC",
    "BBC: copy of The Guardian, shorter than that of The Guardian; of one publisher with BBC News",
  ]);
});
