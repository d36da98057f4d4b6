import { expect, test } from "vitest";
import type { ArticleReport } from "../service/types";
import { countSources, findColumns, nameOutlets } from "./outlets";

const report = (id: string, source: string, copy_of: string | null = null): ArticleReport => ({
  id,
  source,
  copy_of,
  sentences: 1,
  cited: 0,
  boilerplate: 0,
  boilerplate_spans: [],
  story: "s1",
});

test("an outlet is the publisher, else the source, else the host, else the id", () => {
  const articles = [
    { id: "a", publisher: "P", source: "S" },
    { id: "b", source: "S" },
    { id: "c", url: "https://www.h.example/x" },
    { id: "d" },
  ];
  expect(nameOutlets(articles)).toEqual(["P", "S", "h.example", "d"]);
});

test("a name that two articles have is told apart by their ids", () => {
  expect(
    nameOutlets([
      { id: "a", source: "S" },
      { id: "b", source: "S" },
    ]),
  ).toEqual(["S · a", "S · b"]);
});

test("a publisher's articles and copies of one text are one column each", () => {
  const articles = [
    { id: "a", source: "BBC" },
    { id: "b", source: "Wire" },
    { id: "c", source: "BBC News" },
    { id: "d", source: "Post" },
  ];
  const reports = [report("a", "bbc"), report("b", "wire"), report("c", "bbc"), report("d", "post", "b")];
  expect(findColumns(articles, reports)).toEqual([
    { key: "a", name: "BBC", articles: [0, 2], kind: "family" },
    { key: "b", name: "Wire", articles: [1, 3], kind: "copies" },
  ]);
  expect(countSources(reports)).toBe(3);
});

test("in a column the original comes first and gives the name, copies follow by time", () => {
  const articles = [
    { id: "a", source: "Late", published_at: "2025-03-04T11:00:00+01:00" },
    { id: "b", source: "Early", published_at: "2025-03-04T10:30:00+01:00" },
    { id: "c", source: "Wire", published_at: "2025-03-04T09:00:00Z" },
  ];
  const reports = [report("a", "late", "c"), report("b", "early", "c"), report("c", "wire")];
  expect(findColumns(articles, reports)).toEqual([{ key: "c", name: "Wire", articles: [2, 1, 0], kind: "copies" }]);
});

test("copies beside other texts of a publisher are mixed, and what was copied gives the name", () => {
  const articles = [
    { id: "n", source: "BBC News", published_at: "2025-03-04T08:00:00Z" },
    { id: "b", source: "BBC", published_at: "2025-03-04T10:00:00Z" },
    { id: "g", source: "The Guardian", published_at: "2025-03-04T09:00:00Z" },
  ];
  const reports = [report("n", "bbc"), report("b", "bbc", "g"), report("g", "guardian")];
  expect(findColumns(articles, reports)).toEqual([
    { key: "g", name: "The Guardian", articles: [2, 0, 1], kind: "mixed" },
  ]);
});

test("one publisher's copies of one text are copies alone", () => {
  const articles = ["g", "b", "n"].map((id) => ({ id, source: id }));
  const reports = [report("g", "guardian"), report("b", "bbc", "g"), report("n", "bbc", "g")];
  expect(findColumns(articles, reports)).toEqual([{ key: "g", name: "g", articles: [0, 1, 2], kind: "copies" }]);
});
