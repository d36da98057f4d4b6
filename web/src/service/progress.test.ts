import { expect, test } from "vitest";
import { hear, NOTHING_TOLD, type Told } from "./progress";

const stage = (stage: string, done: number | null = null, total: number | null = null): Told => ({
  event: "progress",
  stage,
  done,
  total,
});
const sentence = (group_id: string, text: string, status: "verbatim" | "supported" = "verbatim"): Told => ({
  event: "sentence",
  group_id,
  text,
  status,
});

test("a stage is told in words, with what is done of it", () => {
  const progress = [stage("embed"), stage("embed", 3, 9)].reduce(hear, NOTHING_TOLD);
  expect(progress).toMatchObject({ words: "Reading sentences", done: 3, total: 9 });
});

test("a stage without words leaves what was said, and one that does not count has no scale", () => {
  const progress = [stage("embed", 3, 9), stage("render")].reduce(hear, NOTHING_TOLD);
  expect(progress).toMatchObject({ words: "Reading sentences", done: 3, total: 9 });
  expect(hear(progress, stage("select"))).toMatchObject({ words: "Choosing sentences", done: 0, total: null });
});

test("the latest sentence of a group stands in the first one's place", () => {
  const told = [sentence("g1", "A."), sentence("g2", "B."), sentence("g1", "A, anew.", "supported")];
  expect(told.reduce(hear, NOTHING_TOLD).sentences.map(({ text }) => text)).toEqual(["A, anew.", "B."]);
});
