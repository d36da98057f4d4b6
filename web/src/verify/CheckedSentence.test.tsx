// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { story, WRONG } from "../testing/stories";
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
