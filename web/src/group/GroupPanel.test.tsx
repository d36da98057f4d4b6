// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { story } from "../testing/stories";
import { GroupPanel } from "./GroupPanel";

test("every outlet's wording is shown, its own words marked", () => {
  const told = story();
  const root = show(<GroupPanel story={told} row={told.rows[0]!} close={() => undefined} go={() => undefined} />);
  expect([...root.querySelectorAll("strong")].map((name) => name.textContent)).toEqual(["North", "South", "West"]);
  const west = [...root.querySelectorAll("blockquote")].at(-1)!;
  expect([...west.querySelectorAll("mark")].map((word) => word.textContent!.trim())).toEqual(["stayed shut."]);
});
