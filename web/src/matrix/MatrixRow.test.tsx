// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import type { Column } from "../articles/outlets";
import type { Story } from "../page/story";
import { show } from "../testing/show";
import { story } from "../testing/stories";
import type { Row, State } from "./cells";
import { listHeads } from "./heads";
import { MatrixRow } from "./MatrixRow";

/** North's text printed by South, too, and West's own. */
function tellCopies(): Story {
  const told = story();
  const copies: Column = { key: "n", name: "North", articles: [0, 1], kind: "copies" };
  return { ...told, columns: [copies, { key: "w", name: "West", articles: [2], kind: "one" }] };
}

function showRow(told: Story, ...states: State[]): HTMLElement {
  return showFact(told, { ...told.rows[1]!, states });
}

function showFact(told: Story, row: Row, openGroup: (id: string) => void = () => undefined): HTMLElement {
  return show(
    <table>
      <tbody>
        <MatrixRow story={told} row={row} heads={listHeads(told, [])} open={false} openGroup={openGroup} />
      </tbody>
    </table>,
  );
}

const tags = (root: HTMLElement): (string | null)[] => [...root.querySelectorAll(".tag")].map((tag) => tag.textContent);
const labels = (root: HTMLElement): (string | null)[] =>
  [...root.querySelectorAll(".cell .glyph")].map((glyph) => glyph.getAttribute("aria-label"));

test("what one text alone says is said by those of its outlets that print it, not by the column", () => {
  const root = showRow(tellCopies(), "silent", "reports", "silent");
  expect(tags(root)).toContain("Only South");
  expect(labels(root)).toEqual(["South: reports it, details not judged", "West: silent"]);
  expect(root.querySelector(".voice")!.textContent).toBe("South");
});

test("a folded column says whose words are which, where its articles do not say the same", () => {
  const root = showRow(tellCopies(), "reports", "disputing", "reports");
  expect(labels(root)).toEqual([
    "North: reports it, details not judged",
    "South: says otherwise",
    "West: reports it, details not judged",
  ]);
  expect(showRow(tellCopies(), "reports", "reports", "silent").querySelector(".voice")).toBeNull();
});

test("nobody alone tells what another has a sentence near to", () => {
  expect(tags(showRow(story(), "reports", "silent", "silent"))).toContain("Only North");
  expect(tags(showRow(story(), "reports", "near", "silent")).join()).not.toContain("Only");
  expect(tags(showRow(story(), "reports", "reports", "silent"))).toContain("Silent: West");
  expect(tags(showRow(story(), "reports", "reports", "near")).join()).not.toContain("Silent");
});

test("who says otherwise is counted apart, fills none of the bar, and is a click away", () => {
  const told = story();
  const openGroup = vi.fn();
  const root = showFact(told, told.rows[0]!, openGroup);
  expect([...root.querySelectorAll(".number small")].map((words) => words.textContent)).toEqual([
    expect.stringContaining("all in every detail"),
    expect.stringContaining("1 says otherwise"),
  ]);
  expect(root.querySelector(".number")!.textContent).toMatch(/^2 report it/);
  expect(root.querySelector<HTMLElement>(".bar span")!.style.inlineSize).toMatch(/^66\.6/);
  root.querySelector<HTMLElement>(".cell.disputing")!.click();
  expect(openGroup).toHaveBeenCalledWith("g1");
});
