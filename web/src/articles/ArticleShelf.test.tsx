// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { STATE_WORDS } from "../page/Glyph";
import { tellStory, type Story } from "../page/story";
import { SupportMark } from "../summary/SupportMark";
import { show } from "../testing/show";
import { ANSWER, ARTICLES } from "../testing/stories";
import { ArticleShelf } from "./ArticleShelf";

const nothing = (): undefined => undefined;
const PICKING = { picked: null, toggle: nothing, pickOnly: nothing, pickAll: nothing, include: nothing };

/** The second fact has one that may be the same, of South and of West. */
function tellNear(): Story {
  const [first, second] = ANSWER.groups!;
  return tellStory(ARTICLES, { ...ANSWER, groups: [first!, { ...second!, near: [{ group_id: "g1", score: 0.3 }] }] });
}

function showShelf(story: Story, shown: number | null): HTMLElement {
  const props = { story, shown, cited: story.cited[shown ?? -1] ?? [], place: null, group: null, picking: PICKING, name: null };
  return show(<ArticleShelf {...props} go={nothing} openGroup={nothing} showOwn={nothing} />);
}

test("an outlet stands to a fact in the summary, and above the articles, as in the table", () => {
  const story = tellNear();
  for (const place of [0, 1]) {
    const { states } = story.rows[place]!;
    const chips = [...showShelf(story, place).querySelectorAll(".chip .hidden")].map((words) => words.textContent);
    expect(chips).toEqual(states.map((state) => `: ${STATE_WORDS[state]}`));
    const mark = show(<SupportMark {...{ story, place }} sentence={story.answer.sentences[place]!} held={false} hold={nothing} />);
    expect([...mark.querySelectorAll(".glyph")].map((glyph) => glyph.getAttribute("class"))).toEqual(states.map((state) => `glyph ${state}`));
  }
  expect(story.rows[1]!.states).toEqual(["supporting", "near", "near"]);
});

test("with no sentence looked at no outlet has a sign", () => {
  const root = showShelf(tellNear(), null);
  expect(root.querySelectorAll(".chip")).toHaveLength(3);
  expect(root.querySelectorAll(".chip .glyph, .chip .hidden")).toHaveLength(0);
});
