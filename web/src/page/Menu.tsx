import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

interface Props {
  menu: RefObject<HTMLDetailsElement | null>;
  name: ComponentChildren;
  kind?: string;
  children: ComponentChildren;
}

/** What opens below its name, and closes on Escape or where something else is pressed. */
export function Menu({ menu, name, kind = "", children }: Props) {
  useLayoutEffect(() => {
    const close = (event: Event): void => {
      if (menu.current?.open && !menu.current.contains(event.target as Node)) menu.current.open = false;
    };
    addEventListener("pointerdown", close);
    return () => removeEventListener("pointerdown", close);
  }, []);
  return (
    <details
      class={`menu ${kind}`}
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !menu.current?.open) return;
        event.stopPropagation();
        menu.current.open = false;
        menu.current.querySelector("summary")?.focus();
      }}
    >
      <summary>{name}</summary>
      {children}
    </details>
  );
}
