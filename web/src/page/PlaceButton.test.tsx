// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { cite, story } from "../testing/stories";
import { PlaceButton } from "./PlaceButton";

test("quotation marks are set around words that have none of their own", () => {
  const isBare = (cited_text: string): boolean => {
    const citation = { ...cite(0, 0, 29, "supporting"), cited_text };
    const root = show(<PlaceButton story={story()} citation={citation} state="supporting" words="" go={() => undefined} />);
    return root.querySelector("q")!.classList.contains("bare");
  };
  expect([isBare("It opened."), isBare("“It opened,” he said."), isBare("He said: “It opened.”")]).toEqual([false, true, true]);
});
