// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { beforeEach, expect, test, vi } from "vitest";
import { show } from "../testing/show";
import { useMarkKeys } from "./useMarkKeys";

const walk = vi.fn();
const letGo = vi.fn();

function Marks({ covered }: { covered: boolean }) {
  useMarkKeys({ walk, letGo, covered });
  return (
    <>
      <button type="button" class="support first" />
      <button type="button" class="support second" aria-pressed="true" />
      <div class="evidence">
        <button type="button" class="place" />
      </div>
      <input />
    </>
  );
}

const press = (key: string): string => {
  const target = document.activeElement ?? document.body;
  act(() => void target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })));
  return document.activeElement!.className;
};

beforeEach(() => vi.clearAllMocks());

test("from mark to mark and around, from the first or the last on", () => {
  show(<Marks covered={false} />);
  const [first, second] = ["support first", "support second"];
  expect(["j", "j", "j", "k"].map(press)).toEqual([first, second, first, second]);
  show(<Marks covered={false} />);
  expect(press("k")).toBe("support second");
});

test("from place to place, but not where one types", () => {
  const root = show(<Marks covered={false} />);
  press("n");
  press("p");
  expect(walk.mock.calls).toEqual([[1], [-1]]);
  root.querySelector("input")!.focus();
  press("n");
  expect(walk).toHaveBeenCalledTimes(2);
});

test("Escape lets go, and leads back from the evidence to its mark; a panel is closed first", () => {
  const root = show(<Marks covered />);
  press("Escape");
  expect(letGo).not.toHaveBeenCalled();
  show(<Marks covered={false} />, root);
  root.querySelector<HTMLElement>(".place")!.focus();
  expect([press("Escape"), letGo.mock.calls.length]).toEqual(["support second", 1]);
});
