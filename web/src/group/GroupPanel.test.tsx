// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { tellStory } from "../page/story";
import { show } from "../testing/show";
import { ANSWER, ARTICLES, story } from "../testing/stories";
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
  expect(root.querySelector("h2")!.textContent).toBe("1 independent of 3 reports it");
  expect([...root.querySelectorAll(".near strong")].map((name) => name.textContent)).toEqual(["South", "West"]);
});

test("who says otherwise does not report it, and is shown though it stands in no group of the fact", () => {
  const group = { ...ANSWER.groups![0]!, members: ANSWER.groups![0]!.members.slice(0, 2) };
  const told = tellStory(ARTICLES, { ...ANSWER, groups: [group, ANSWER.groups![1]!] });
  const root = show(<GroupPanel story={told} row={told.rows[0]!} close={() => undefined} go={() => undefined} />);
  expect(root.querySelector("h2")!.textContent).toBe("2 independent of 3 report it, 1 says otherwise");
  expect([...root.querySelectorAll(".near strong")].map((name) => name.textContent)).toEqual(["West"]);
  expect(root.querySelector("#against-title")!.textContent).toBe("Says otherwise");
});
