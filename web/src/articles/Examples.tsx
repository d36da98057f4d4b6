import { useRef } from "preact/hooks";
import { address } from "../service/ask";
import type { Article } from "../service/types";
import { readArticles } from "./reading";

const STORIES = [
  { name: "seeds", title: "The five seed articles", what: "Land mines for Ukraine, November 2024" },
  { name: "brewery-takeover", title: "A takeover", what: "Seven outlets, three days, invented" },
  { name: "ferry-fire", title: "A fire at sea", what: "Six outlets, a toll that moves, invented" },
];

/** Stories to begin with; a click loads and summarizes one. */
export function Examples({ load, fail }: { load: (articles: Article[]) => void; fail: (note: string) => void }) {
  const chosen = useRef("");
  const fetchStory = async (name: string): Promise<void> => {
    chosen.current = name;
    try {
      const response = await fetch(address(`page/examples/${name}.jsonl`));
      if (!response.ok) throw new Error(String(response.status));
      const text = await response.text();
      if (chosen.current === name) load(readArticles(text, `${name}.jsonl`).articles);
    } catch {
      fail("The story could not be loaded: the service does not answer.");
    }
  };
  return (
    <section class="examples" aria-labelledby="examples-title">
      <h2 id="examples-title">Or begin with a story</h2>
      <ul>
        {STORIES.map(({ name, title, what }) => (
          <li key={name}>
            <button type="button" onClick={() => void fetchStory(name)}>
              <strong>{title}</strong>
              <span>{what}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
