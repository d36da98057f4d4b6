import { expect, test } from "vitest";
import type { Group } from "../service/types";
import { measureNearness, placeArticles } from "./nearness";

const group = (id: string, ...articles: number[]): Group =>
  ({ id, members: articles.map((article_index) => ({ article_index })) }) as unknown as Group;

test("nearness is the share of shared facts; what one alone says does not count", () => {
  const near = measureNearness([group("g1", 0, 1), group("g2", 0, 1, 2), group("g3", 0)], 3);
  expect(near[0]).toEqual([1, 1, 0.5]);
  expect(near[1]![2]).toBe(0.5);
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
