import { render, type ComponentChild } from "preact";
import { act } from "preact/test-utils";

/** The element in which `what` is shown; in place of what `root` shows, if that is given. */
export function show(what: ComponentChild, root: HTMLElement = document.createElement("div")): HTMLElement {
  if (!root.isConnected) document.body.replaceChildren(root);
  void act(() => render(what, root));
  return root;
}
