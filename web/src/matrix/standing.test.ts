import { expect, test } from "vitest";
import type { Story } from "../page/story";
import { story } from "../testing/stories";
import type { State } from "./cells";
import { tellOnce, tellSilent } from "./standing";

/** North's text printed by South, too, and West's own. */
function tellCopies(): Story {
  const told = story();
  return { ...told, columns: [{ key: "n", name: "North", articles: [0, 1], kind: "copies" }, told.columns[2]!] };
}

const silent = (...states: State[]): string => tellSilent(tellCopies(), { ...story().rows[1]!, states });

test("who is silent is told by independent sources, and of which source another is a part", () => {
  expect(silent("reports", "reports", "silent")).toBe("West");
  expect(silent("reports", "silent", "silent")).toBe("West, and South, counted once with North");
  expect(silent("reports", "silent", "reports")).toBe("South, counted once with North");
  expect(silent("silent", "silent", "reports")).toBe("North and South (North and South count once)");
  expect(silent("reports", "near", "reports")).toBe("");
});

test("only those of one source that are told of count once", () => {
  expect(tellOnce(tellCopies(), [0, 1, 2])).toBe("North and South count once");
  expect(tellOnce(tellCopies(), [0, 2])).toBe("");
});
