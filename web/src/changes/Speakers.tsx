import type { Story } from "../page/story";
import type { ConflictSide } from "../service/types";

/** Who says a side, each leading to its words. */
export function Speakers({
  story,
  side,
  go,
}: {
  story: Story;
  side: ConflictSide;
  go: (article: number, start: number) => void;
}) {
  const first = new Map<number, number>();
  for (const citation of side.citations)
    if (!first.has(citation.article_index)) first.set(citation.article_index, citation.start);
  return (
    <ul class="speakers">
      {[...first].map(([article, start]) => (
        <li key={article}>
          <button type="button" class="chip" onClick={() => go(article, start)}>
            {story.outlets[article]}
          </button>
        </li>
      ))}
    </ul>
  );
}
