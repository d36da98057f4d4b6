// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { ARTICLES, cite, story } from "../testing/stories";
import { show } from "../testing/show";
import { listMembers } from "./members";
import { MarkedText } from "./MarkedText";

const [, , west] = ARTICLES;
const members = listMembers(story())[2]!;

test("cited words are marked with their role, and lead to their group", () => {
  const openGroup = vi.fn();
  const root = show(
    <MarkedText
      text={west!.text!}
      members={members}
      cited={[cite(2, 0, 23, "disputing")]}
      boilerplate={[]}
      group={null}
      openGroup={openGroup}
    />,
  );
  const marked = root.querySelector<HTMLElement>(".disputing")!;
  expect(marked.textContent).toBe("The bridge stayed shut.");
  expect(marked.getAttribute("aria-description")).toBe("says otherwise; 2 independent sources report it, 1 says otherwise");
  marked.click();
  expect(openGroup).toHaveBeenCalledWith("g1");
});

test("markup in an article is shown as its characters", () => {
  const root = show(
    <MarkedText
      text={west!.text!}
      members={members}
      cited={[]}
      boilerplate={[]}
      group={null}
      openGroup={() => undefined}
    />,
  );
  expect(root.textContent).toBe(west!.text);
  expect(root.querySelector("img, b, script")).toBeNull();
});

test("where one was led to is marked, whether it stands in a group or not", () => {
  const mark = (known: typeof members): string[] => {
    const root = show(
      <MarkedText text={west!.text!} members={known} cited={[]} sought={{ start: 0, end: 23 }} boilerplate={[]} group={null} openGroup={() => undefined} />,
    );
    return [...root.querySelectorAll(".sought")].map((one) => one.textContent!);
  };
  expect([mark(members), mark([])]).toEqual([["The bridge stayed shut."], ["The bridge stayed shut."]]);
});
