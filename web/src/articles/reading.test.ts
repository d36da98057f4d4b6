import { expect, test } from "vitest";
import { joinArticles, readArticles, readFiles } from "./reading";

test("JSON Lines are an article a line, fields that no article has named and left out", () => {
  const { articles, notes } = readArticles('{"id":"a","text":"One.","title":null}\n{"text":"Two.","author":"X"}\n');
  expect(articles).toEqual([
    { id: "a", text: "One." },
    { id: "", text: "Two." },
  ]);
  expect(notes).toEqual(["What you pasted: author left out, which no article has."]);
});

test("a line that is no JSON is named", () => {
  expect(readArticles('{"text":"a"}\n{"text"', "n.jsonl").notes).toEqual(["n.jsonl is not JSON: look at line 2."]);
});

test("a list of articles and a whole request are read", () => {
  expect(readArticles('[{"text":"a"}]').articles).toHaveLength(1);
  expect(readArticles('{"articles":[{"text":"a"},{"text":"b"}],"length":{"value":9}}').articles).toHaveLength(2);
});

test("a page is sent as a page, named by its title", () => {
  const page = "<!doctype html><title>Bridge &amp; ferry</title><p>Text</p>";
  expect(readArticles(page, "b.html").articles).toEqual([{ id: "b", html: page, title: "Bridge & ferry" }]);
});

test("a link is kept as the address of an article whose text is missing", () => {
  expect(readArticles(" https://www.north.example/a ").articles).toEqual([
    { id: "north.example", url: "https://www.north.example/a", text: "" },
  ]);
});

test("text with a lesser-than sign stays text", () => {
  expect(readArticles("Rates stay < 3 percent.").articles).toEqual([{ id: "", text: "Rates stay < 3 percent." }]);
});

test("every article gets an id of its own", () => {
  const joined = joinArticles([{ id: "a" }], [{ id: "a" }, { id: "" }, { id: "a" }]);
  expect(joined.map(({ id }) => id)).toEqual(["a", "a-2", "a3", "a-3"]);
});

test("files are read in their order, each by its ending, with what is to be said of each", async () => {
  const files = [new File([""], "empty.txt"), new File(["[1]"], "notes.txt"), new File(["[1]"], "one.json")];
  await expect(readFiles(files)).resolves.toEqual({
    articles: [{ id: "notes", text: "[1]" }],
    notes: ["empty.txt is empty.", "one.json: entry 1 is no article."],
  });
});
