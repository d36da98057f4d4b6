// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { show } from "../testing/show";
import { NameOutlet } from "./NameOutlet";

test("an outlet is named when it is typed and sent, and not when it is blank or left", async () => {
  const name = vi.fn();
  const root = show(<NameOutlet article="004" name={name} />);
  const typeAndSend = async (text: string): Promise<void> => {
    await act(() => root.querySelector("button")!.click());
    const field = root.querySelector("input")!;
    expect(document.activeElement).toBe(field);
    field.value = text;
    await act(() => void field.dispatchEvent(new Event("input", { bubbles: true })));
    await act(() => void root.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true })));
  };
  await typeAndSend("  ");
  expect(name).not.toHaveBeenCalled();
  await typeAndSend(" The Post ");
  expect(name.mock.calls).toEqual([["The Post"]]);
  expect(root.querySelector("form")).toBeNull();
});
