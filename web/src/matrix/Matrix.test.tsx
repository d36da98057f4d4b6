// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { tellStory } from "../page/story";
import { usePicked } from "../page/usePicked";
import { show } from "../testing/show";
import { ANSWER, ARTICLES } from "../testing/stories";
import { Matrix } from "./Matrix";
import { countOwn } from "./standing";
import { useLook } from "./useLook";

globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

test("what one article alone reports is counted without what its copy has, too, and the list is what was counted", () => {
  const reports = ANSWER.articles!.map((report) => (report.id === "s" ? { ...report, copy_of: "n" } : report));
  const [first, second] = ANSWER.groups!;
  const shared = { ...first!, members: first!.members.slice(0, 2) };
  const story = tellStory(ARTICLES, { ...ANSWER, articles: reports, groups: [shared, second!], conflicts: [], sentences: [] });
  expect(countOwn(story)).toEqual([1, 0, 0]);

  function Probe() {
    const [look, change] = useLook(story.articles);
    const picking = usePicked(story.articles);
    return (
      <>
        <button type="button" class="own" onClick={() => change({ own: 0 })} />
        <Matrix {...{ story, picking, look, change }} scope={null} group={null} openGroup={() => undefined} />
      </>
    );
  }
  const root = show(<Probe />);
  const pressed = (): string => root.querySelector('.filters [aria-pressed="true"]')!.textContent!;
  expect([pressed(), root.querySelectorAll("tbody tr").length]).toEqual(["All 2", 2]);
  act(() => root.querySelector<HTMLElement>(".own")!.click());
  expect([pressed(), root.querySelectorAll("tbody tr").length]).toEqual(["Only in North 1", 1]);
  act(() => root.querySelector<HTMLElement>('.filters [aria-pressed="true"]')!.click());
  expect([pressed(), root.querySelectorAll("tbody tr").length]).toEqual(["All 2", 2]);
});
