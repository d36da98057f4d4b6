// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { CitationsAnswer } from "../service/types";
import { show } from "../testing/show";
import { WRONG } from "../testing/stories";
import { useTurns } from "./useTurns";
import type { Verdict } from "./verdicts";

const RIGHT = { ...WRONG, verification: { ...WRONG.verification, status: "supported" as const, spans: [] } };
const check = (sentence: typeof WRONG) => ({ sentences: [sentence], warnings: [] }) as unknown as CitationsAnswer;

let turns: (Verdict | null)[];

function Probe({ checked }: { checked: CitationsAnswer | null }) {
  turns = useTurns(checked);
  return null;
}

test("what turned is told until another text is checked, however often the page is drawn", () => {
  const root = show(<Probe checked={null} />);
  expect(turns).toEqual([]);
  const draw = (checked: CitationsAnswer) => {
    show(<Probe checked={checked} />, root);
    return turns;
  };
  expect(draw(check(WRONG))).toEqual([null]);
  const right = check(RIGHT);
  expect([draw(right), draw(right)]).toEqual([["contradicted"], ["contradicted"]]);
  expect(draw(check(RIGHT))).toEqual([null]);
});
