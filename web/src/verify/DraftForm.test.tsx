// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { useState } from "preact/hooks";
import { expect, test, vi } from "vitest";
import { show } from "../testing/show";
import { DraftForm } from "./DraftForm";

const check = vi.fn();

function Typed({ first }: { first: string }) {
  const [draft, type] = useState(first);
  return <DraftForm {...{ draft, type, check }} summary="It opened." articles={3} />;
}

test("the summary may be taken, verified with a key as with the button, and cleared", () => {
  const root = show(<Typed first="" />);
  const field = root.querySelector("textarea")!;
  const [verify, take, clear] = root.querySelectorAll("button");
  expect([verify!.disabled, clear!.disabled]).toEqual([true, true]);
  act(() => take!.click());
  expect([field.value, verify!.disabled, clear!.disabled]).toEqual(["It opened.", false, false]);
  act(() => void root.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true })));
  act(() => void field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", metaKey: true, bubbles: true })));
  expect(check.mock.calls).toEqual([["It opened."], ["It opened."]]);
  act(() => clear!.click());
  expect(field.value).toBe("");
});

test("a blank text is not verified", () => {
  check.mockClear();
  const root = show(<Typed first="  " />);
  act(() => void root.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true })));
  expect(check).not.toHaveBeenCalled();
});
