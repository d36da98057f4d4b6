// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { tellStory } from "../page/story";
import { show } from "../testing/show";
import { ANSWER, ARTICLES, cite, risen, story } from "../testing/stories";
import { GroupPanel } from "./GroupPanel";

test("every outlet's wording is shown, its own words marked", () => {
  const told = story();
  const root = show(<GroupPanel story={told} row={told.rows[0]!} close={() => undefined} go={() => undefined} />);
  expect([...root.querySelectorAll("strong")].map((name) => name.textContent)).toEqual(["North", "South", "West"]);
  const west = [...root.querySelectorAll("blockquote")].at(-1)!;
  expect([...west.querySelectorAll("mark")].map((word) => word.textContent!.trim())).toEqual(["stayed shut."]);
});

test("sentences near a fact, of outlets that have none in it, are shown apart", () => {
  const [first, second] = ANSWER.groups!;
  const told = tellStory(ARTICLES, {
    ...ANSWER,
    groups: [first!, { ...second!, near: [{ group_id: "g1", score: 0.3 }] }],
  });
  const root = show(<GroupPanel story={told} row={told.rows[1]!} close={() => undefined} go={() => undefined} />);
  expect(root.querySelector("h2")!.textContent).toBe("1 independent source reports it, in every detail");
  expect([...root.querySelectorAll(".near strong")].map((name) => name.textContent)).toEqual(["South", "West"]);
});

test("who says otherwise stands apart and is not counted with those who report it, in the group or not", () => {
  const [first, second] = ANSWER.groups!;
  const alone = { ...first!, members: first!.members.slice(0, 2), coverage: { articles: 2, sources: 2, independent_sources: 2 } };
  for (const groups of [ANSWER.groups!, [alone, second!]]) {
    const told = tellStory(ARTICLES, { ...ANSWER, groups });
    const root = show(<GroupPanel story={told} row={told.rows[0]!} close={() => undefined} go={() => undefined} />);
    expect(root.querySelector("h2")!.textContent).toBe(
      "2 independent sources report it, all in every detail, 1 says otherwise",
    );
    expect([...root.querySelectorAll(".panel > ol strong")].map((name) => name.textContent)).toEqual(["North", "South"]);
    expect(root.querySelector(".against")!.textContent).toContain("West");
    expect(root.querySelector(".against blockquote")!.textContent).toBe("The bridge stayed shut.");
  }
});

test("what only the sentence of the summary cites is shown behind the group, and counted", () => {
  const [first, second] = ANSWER.sentences;
  const citations = [...second!.citations, cite(1, 0, 29, "supporting")];
  const coverage = { articles: 2, sources: 2, independent_sources: 2 };
  const told = tellStory(ARTICLES, { ...ANSWER, sentences: [first!, { ...second!, citations, coverage }] });
  const root = show(<GroupPanel story={told} row={told.rows[1]!} close={() => undefined} go={() => undefined} />);
  expect(root.querySelector("h2")!.textContent).toBe("2 independent sources report it, all in every detail");
  expect([...root.querySelectorAll(".panel > ol strong")].map((name) => name.textContent)).toEqual(["North", "South"]);
});

test("older versions stand apart, and are not counted with those who report what has taken their place", () => {
  const told = risen();
  const root = show(<GroupPanel story={told} row={told.rows[0]!} close={() => undefined} go={() => undefined} />);
  expect(root.querySelector("h2")!.textContent).toBe("1 independent source reports it, in every detail, 2 have an older version");
  expect([...root.querySelectorAll(".panel > ol strong")].map((name) => name.textContent)).toEqual(["West"]);
  expect([...root.querySelectorAll(".older strong")].map((name) => name.textContent)).toEqual(["North", "South"]);
});

test("copies of one text lie folded, whichever way they stand to the fact", () => {
  const told = { ...risen(), originals: [1, -1, -1] };
  const root = show(<GroupPanel story={told} row={told.rows[0]!} close={() => undefined} go={() => undefined} />);
  expect([...root.querySelectorAll(".older strong")].map((name) => name.textContent)).toEqual(["South"]);
  expect(root.querySelector(".older .folded")!.textContent).toBe("Open 1 more of this text: North");
});

test("a panel has the focus while it is open, and gives it back", () => {
  const told = story();
  const panels = (row: number | null) => (
    <>
      <button type="button" />
      {row !== null && <GroupPanel story={told} row={told.rows[row]!} close={() => undefined} go={() => undefined} />}
    </>
  );
  const root = show(panels(null));
  root.querySelector("button")!.focus();
  show(panels(0), root);
  expect(document.activeElement).toBe(root.querySelector(".panel"));
  root.querySelector<HTMLElement>(".panel button")!.focus();
  show(panels(1), root);
  expect(document.activeElement).toBe(root.querySelector(".panel"));
  show(panels(null), root);
  expect(document.activeElement).toBe(root.querySelector("button"));
});
