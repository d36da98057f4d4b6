// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { story } from "../testing/stories";
import { ConflictCard } from "./ConflictCard";

test("each side has its value, set off in its wording, and its outlets", () => {
  const told = story();
  const root = show(
    <ConflictCard
      story={told}
      conflict={told.answer.conflicts![0]!}
      openGroup={() => undefined}
      go={() => undefined}
    />,
  );
  const sides = [...root.querySelectorAll(".side")];
  expect(sides.map((side) => side.querySelector(".value")!.textContent)).toEqual(["opened", "stayed shut"]);
  expect(sides.map((side) => side.querySelector("blockquote strong")!.textContent)).toEqual(["opened", "stayed shut"]);
  expect(sides.map((side) => side.querySelector(".speakers")!.textContent)).toEqual(["North", "West"]);
});

test("wordings are compared where the sides are of one group, which else shows no more than one side", () => {
  const told = story();
  const compares = (...groups: string[]): boolean => {
    const conflict = { ...told.answer.conflicts![0]!, group_ids: groups };
    const root = show(<ConflictCard story={told} conflict={conflict} openGroup={() => undefined} go={() => undefined} />);
    return root.textContent!.includes("Compare the wordings");
  };
  expect([compares("g1"), compares("g1", "g2"), compares()]).toEqual([true, false, false]);
});

test("what the sides tell is not told above them; where they quote, who contradicts whom is", () => {
  const told = story();
  const conflict = told.answer.conflicts![0]!;
  const head = (values: string[] = [], score: number | null = null): string => {
    const sides = conflict.sides.map((side, place) => ({ ...side, value: values[place] ?? side.value }));
    const card = { ...conflict, sides, score };
    return show(<ConflictCard story={told} conflict={card} openGroup={() => undefined} go={() => undefined} />).querySelector("header p")!.textContent!;
  };
  expect(head()).toBe("Sources differ.");
  expect(head(["The bridge opened on Tuesday"])).toBe("North and West contradict each other.");
  expect(document.querySelector(".value")).toBeNull();
  expect(head(["The bridge opened on Tuesday"], 0.2)).toBe("North and West may contradict each other.");
});
