import { expect, test } from "vitest";
import { risen } from "../testing/stories";
import type { State } from "./cells";
import { measureNearness, placeArticles } from "./nearness";

const row = (...states: State[]) => ({ states, group: { members: [] } });

test("nearness is the share of shared facts; what one alone says does not count", () => {
  const rows = [row("reports", "supporting", "silent"), row("reports", "related", "reports"), row("reports", "silent", "near")];
  const near = measureNearness(rows, 3);
  expect(near[0]).toEqual([1, 1, 0.5]);
  expect(near[1]![2]).toBe(0.5);
});

test("of a fact that one says otherwise on, both speak and one reports", () => {
  expect(measureNearness([row("reports", "disputing"), row("reports", "reports")], 2)[0]).toEqual([1, 0.5]);
});

test("an older version in the group is one of the same report, one elsewhere is not", () => {
  const [group] = risen().answer.groups!;
  const states: State[] = ["older", "older", "supporting"];
  expect(measureNearness([{ states, group: group! }], 3)[0]).toEqual([1, 1, 1]);
  expect(measureNearness([{ states, group: { members: group!.members.slice(2) } }], 3)[0]).toEqual([1, 0, 0]);
});

test("articles that report the same stand close on the map, others far", () => {
  const points = placeArticles([
    [1, 0.9, 0.1],
    [0.9, 1, 0.1],
    [0.1, 0.1, 1],
  ]);
  const away = (one: number, other: number): number =>
    Math.hypot(points[one]!.x - points[other]!.x, points[one]!.y - points[other]!.y);
  expect(away(0, 1)).toBeLessThan(away(0, 2) / 3);
  for (const { x, y } of points) expect(Math.min(x, y) >= 0 && Math.max(x, y) <= 1).toBe(true);
});

test("articles that share nothing, and one alone, have a place, too", () => {
  expect(placeArticles([[1]])).toEqual([{ x: 0.5, y: 0.5 }]);
  expect(
    placeArticles([
      [1, 0],
      [0, 1],
    ]).every(({ x, y }) => Number.isFinite(x + y)),
  ).toBe(true);
});
