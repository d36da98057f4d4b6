// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { cite, story, WRONG } from "../testing/stories";
import { CheckedSentence } from "./CheckedSentence";

test("the wrong words are underlined, what contradicts them stands beside", () => {
  const root = show(<CheckedSentence story={story()} sentence={WRONG} turned={null} go={() => undefined} />);
  expect(root.querySelector(".wrong")!.firstChild!.textContent).toBe("40");
  expect(root.querySelector(".beside q")!.textContent).toBe("It cost 31 million.");
});

test("a sentence that turned says from what", () => {
  const root = show(<CheckedSentence story={story()} sentence={WRONG} turned="supported" go={() => undefined} />);
  expect(root.querySelector(".verdict")!.textContent).toBe("supported now contradicted");
});

test("what tells nothing lies folded behind what does", () => {
  const sentence = { ...WRONG, citations: [cite(1, 0, 29, "related"), cite(2, 0, 23, "related")] };
  const root = show(<CheckedSentence story={story()} sentence={sentence} turned={null} go={() => undefined} />);
  const told = (): string[] => [...root.querySelectorAll(".beside q")].map((place) => place.textContent!);
  const button = (): HTMLElement => root.querySelector<HTMLElement>(".beside button[aria-expanded]")!;
  expect([told(), button().textContent]).toEqual([["It cost 31 million."], "Open 2 more"]);
  act(() => button().click());
  expect([told().length, button().textContent]).toEqual([3, "Fold 2 more"]);
});
