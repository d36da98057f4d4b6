import { expect, test } from "vitest";
import { nameStage } from "./stages";

test("a stage is told in words, counted where it counts", () => {
  expect(nameStage({ stage: "embed", done: 31, total: 150 })).toBe("Reading sentences, 31 of 150");
  expect(nameStage({ stage: "conflicts", done: null, total: null })).toBe("Looking for conflicts");
  expect(nameStage({ stage: "terms", done: null, total: null })).toBeNull();
});
