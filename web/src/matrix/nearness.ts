/** How near articles are to each other, and where they stand on a map. */
import { REPORTS, type Row } from "./cells";
import type { Group } from "../service/types";

export interface Point {
  x: number;
  y: number;
}

/** The share of what two articles speak of, in facts of several articles, that both report; 1 for an article and itself.

One that says otherwise speaks of a fact, and does not report it; another version is one of the same report. */
export function measureNearness(rows: (Pick<Row, "states"> & { group: Pick<Group, "members"> })[], articles: number): number[][] {
  const told = Array.from({ length: articles }, () => new Map<number, boolean>());
  for (const [fact, { states, group }] of rows.entries()) {
    const members = new Set(group.members.map(({ article_index }) => article_index));
    const speaks = (article: number): boolean =>
      members.has(article) || states[article] === "disputing" || REPORTS.includes(states[article]!);
    const who = [...told.keys()].filter(speaks);
    if (who.length > 1) for (const article of who) told[article]!.set(fact, states[article] !== "disputing");
  }
  return told.map((one, i) =>
    told.map((other, j) => {
      if (i === j) return 1;
      const both = [...one].filter(([fact, reports]) => reports && other.get(fact)).length;
      const either = new Set([...one.keys(), ...other.keys()]).size;
      return either ? both / either : 0;
    }),
  );
}

/** Places in [0, 1] whose distances follow 1 - nearness. Classical multidimensional scaling (Torgerson, 1952). */
export function placeArticles(nearness: number[][]): Point[] {
  const size = nearness.length;
  const squares = nearness.map((row) => row.map((near) => (1 - near) ** 2));
  const rows = squares.map((row) => row.reduce((sum, value) => sum + value, 0) / size);
  const mean = rows.reduce((sum, value) => sum + value, 0) / size;
  const centred = squares.map((row, i) => row.map((value, j) => -(value - rows[i]! - rows[j]! + mean) / 2));
  const first = findAxis(centred, 1);
  const rest = centred.map((row, i) => row.map((value, j) => value - first[i]! * first[j]!));
  const second = findAxis(rest, 2);
  return scale(first, second);
}

/** The eigenvector of the largest eigenvalue, as long as its root; found by power iteration from a fixed start. */
function findAxis(matrix: number[][], seed: number): number[] {
  let axis = matrix.map((_, i) => Math.sin(seed * (i + 1) * 1.7) + 0.01);
  let value = 0;
  for (let round = 0; round < 100; round += 1) {
    const next = matrix.map((row) => row.reduce((sum, weight, j) => sum + weight * axis[j]!, 0));
    value = Math.hypot(...next);
    if (value < 1e-9) return matrix.map(() => 0);
    axis = next.map((part) => part / value);
  }
  return axis.map((part) => part * Math.sqrt(value));
}

function scale(xs: number[], ys: number[]): Point[] {
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const span = Math.max(right - left, bottom - top) || 1;
  const middle = (low: number, high: number): number => (low + high) / 2;
  return xs.map((x, i) => ({
    x: 0.5 + (x - middle(left, right)) / span,
    y: 0.5 + (ys[i]! - middle(top, bottom)) / span,
  }));
}
