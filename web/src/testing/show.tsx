import { render, type ComponentChild } from "preact";
import { act } from "preact/test-utils";

/** The element in which `what` is shown. */
export function show(what: ComponentChild): HTMLElement {
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  void act(() => render(what, root));
  return root;
}
