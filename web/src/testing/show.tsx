import { render, type ComponentChild } from "preact";
import { act } from "preact/test-utils";

/** The element in which `what` is shown: in `root`, if that is given, else in place of all that was shown before. */
export function show(what: ComponentChild, root: HTMLElement = document.createElement("div")): HTMLElement {
  if (!root.isConnected) {
    void act(() => [...document.body.children].forEach((former) => render(null, former)));
    document.body.replaceChildren(root);
  }
  void act(() => render(what, root));
  return root;
}
