// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { show } from "../testing/show";
import { story } from "../testing/stories";
import type { Row } from "./cells";
import type { Head } from "./heads";
import { MatrixRow } from "./MatrixRow";

test("what one text alone says is said by those of its outlets that print it, not by the column", () => {
  const told = story();
  const column = { column: "n", kind: "copies", part: false } as const;
  const heads: Head[] = [
    { ...column, key: "n", name: "North", articles: [0, 1], size: 2 },
    { ...column, key: "w", name: "West", articles: [2], kind: "one", size: 1 },
  ];
  const row: Row = { ...told.rows[1]!, states: ["silent", "reports", "silent"] };
  const root = show(
    <table>
      <tbody>
        <MatrixRow story={told} row={row} heads={heads} open={false} openGroup={() => undefined} />
      </tbody>
    </table>,
  );
  expect([...root.querySelectorAll(".tag")].map((tag) => tag.textContent)).toContain("Only South");
});
