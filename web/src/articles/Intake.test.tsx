// @vitest-environment happy-dom
import { act } from "preact/test-utils";
import { useState } from "preact/hooks";
import { beforeEach, expect, test, vi } from "vitest";
import { show } from "../testing/show";
import { Intake } from "./Intake";

const add = vi.fn();
let root: HTMLElement;

function Typed() {
  const [text, type] = useState("");
  return <Intake {...{ text, type, add }} />;
}

const files = (): File[] => [
  new File(["The bridge opened."], "north.txt"),
  new File(['{"id": "south", "text": "It cost more.", "mood": "calm"}'], "south.json"),
];
const TEXT = { files: [], getData: () => "The bridge opened." };
const ADDED = [
  [
    { id: "north", text: "The bridge opened." },
    { id: "south", text: "It cost more." },
  ],
  ["south.json: mood left out, which no article has."],
];

const find = <T extends HTMLElement>(selector: string): T => root.querySelector<T>(selector)!;
const typed = (text: string): void => {
  find<HTMLTextAreaElement>("textarea").value = text;
  act(() => void find("textarea").dispatchEvent(new Event("input", { bubbles: true })));
};
const drag = (name: string, dataTransfer: object | null = null): void => {
  const event = Object.assign(new Event(name, { cancelable: true }), { dataTransfer });
  act(() => void dispatchEvent(event));
  expect(event.defaultPrevented).toBe(true);
};

beforeEach(() => {
  add.mockClear();
  root = show(<Typed />);
});

test("what is pasted is added and taken away, and the next article is pasted there, too", () => {
  expect(find<HTMLButtonElement>("button.main").disabled).toBe(true);
  typed("The bridge opened.");
  act(() => void find("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
  expect(add.mock.calls).toEqual([[[{ id: "", text: "The bridge opened." }], []]]);
  expect([find<HTMLTextAreaElement>("textarea").value, document.activeElement]).toEqual(["", find("textarea")]);
});

test("what is no article stays where it was pasted, and is said to be none", () => {
  typed("[1]");
  const enter = new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true, cancelable: true });
  act(() => void find("textarea").dispatchEvent(enter));
  expect(add.mock.calls).toEqual([[[], ["What you pasted: entry 1 is no article."]]]);
  expect(find<HTMLTextAreaElement>("textarea").value).toBe("[1]");
});

test("files and text are dropped anywhere, and the field shows when they are held over the page", async () => {
  drag("dragover", TEXT);
  expect(find("form").className).toBe("intake over");
  drag("dragleave");
  expect(find("form").className).toBe("intake ");
  expect(add).not.toHaveBeenCalled();
  drag("drop", TEXT);
  expect(add.mock.calls).toEqual([[[{ id: "", text: "The bridge opened." }], []]]);
  drag("drop", { files: files() });
  await vi.waitFor(() => expect(add.mock.lastCall).toEqual(ADDED));
});

test("files are chosen, and the same ones again", async () => {
  const input = find<HTMLInputElement>("input");
  Object.defineProperty(input, "files", { value: files() });
  input.value = "";
  const emptied = vi.spyOn(input, "value", "set");
  act(() => void input.dispatchEvent(new Event("change", { bubbles: true })));
  await vi.waitFor(() => expect(add.mock.lastCall).toEqual(ADDED));
  expect(emptied).toHaveBeenCalledWith("");
});
