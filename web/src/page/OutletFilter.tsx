import { useLayoutEffect, useRef } from "preact/hooks";
import { isTyping } from "./KeyHelp";
import { Menu } from "./Menu";
import type { Story } from "./story";
import type { Picking } from "./usePicked";

/** Whose words are looked at: all outlets, or those that are ticked. */
export function OutletFilter({ story, picking }: { story: Story; picking: Picking }) {
  const { picked, toggle, pickOnly, pickAll } = picking;
  const menu = useRef<HTMLDetailsElement>(null);
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== "o" || isTyping(event) || !menu.current) return;
      event.preventDefault();
      menu.current.open = true;
      menu.current.querySelector("input")?.focus();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  const chosen = picked ? `${picked.size} of ${story.outlets.length}` : "all";
  return (
    <Menu menu={menu} kind="outlets" name={`Outlets: ${chosen}`}>
      <fieldset>
        <legend class="hidden">Outlets looked at</legend>
        {story.outlets.map((outlet, article) => (
          <div key={story.articles[article]!.id} class="row">
            <label>
              <input type="checkbox" checked={picked?.has(article) ?? true} onChange={() => toggle(article)} /> {outlet}
            </label>
            <button type="button" class="quiet" onClick={() => pickOnly(article)}>
              Only<span class="hidden"> {outlet}</span>
            </button>
          </div>
        ))}
        <button type="button" disabled={!picked} onClick={pickAll}>
          All outlets
        </button>
      </fieldset>
    </Menu>
  );
}
