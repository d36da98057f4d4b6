import type { Citation } from "../service/types";
import { Glyph, type Shape } from "./Glyph";
import { findNewer, type Story } from "./story";
import { isQuoted, tellNewer } from "./words";

interface Props {
  story: Story;
  citation: Omit<Citation, "role">;
  state: Shape;
  words: string;
  go: (article: number, start: number) => void;
}

/** A place of an article: who says it, how it stands to what is said, its words; a click leads there. */
export function PlaceButton({ story, citation, state, words, go }: Props) {
  const newer = findNewer(story, citation);
  return (
    <button type="button" class="place" onClick={() => go(citation.article_index, citation.start)}>
      <Glyph state={state} />
      <span class="outlet">{story.outlets[citation.article_index]}</span>
      <span class="role">
        {newer && (
          <span class="tag old" title={newer}>
            {tellNewer(newer)}
          </span>
        )}{" "}
        {words}
      </span>
      <q dir="auto" class={isQuoted(citation.cited_text) ? "bare" : undefined}>{citation.cited_text}</q>
    </button>
  );
}
