// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { HOSTILE } from "../testing/stories";
import { Decided } from "./Decided";

test("decided sentences stand as text, and a rewrite says that it was verified", () => {
  const root = show(
    <Decided
      sentences={[
        { group_id: "g1", text: HOSTILE, status: "verbatim" },
        { group_id: "g2", text: "The bridge opened.", status: "supported" },
      ]}
    />,
  );
  expect([...root.querySelectorAll("li > p")].map((item) => item.textContent)).toEqual([HOSTILE, "The bridge opened."]);
  expect(root.querySelectorAll("li > .note")).toHaveLength(1);
});
