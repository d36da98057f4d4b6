import { useState } from "preact/hooks";
import type { Row, State } from "../matrix/cells";
import { Glyph, STATE_WORDS } from "../page/Glyph";
import { findNewer, type Story } from "../page/story";
import { list, tellNewer, tellTime } from "../page/words";
import { compareWords, foldPlaces, type Voiced } from "./wording";

interface Props {
  story: Story;
  row: Row;
  /** The wording that stands for the fact. */
  model: Voiced;
  /** How the places stand to it, where not as their articles do. */
  state?: State;
  go: (article: number, start: number) => void;
}

/** The wording of one text; its copies, and the text's other sentences on the fact, lie folded. */
export function Wording({ copies, ...shared }: Props & { copies: Voiced[] }) {
  const [open, setOpen] = useState(false);
  const [first, ...rest] = copies as [Voiced, ...Voiced[]];
  const others = rest.filter((place) => place.article_index !== first.article_index);
  const outlets = [...new Set(others.map((place) => shared.story.outlets[place.article_index]!))];
  const what = outlets.length ? `of this text: ${list(outlets)}` : "of this article";
  return (
    <li>
      <VoicedPlace {...shared} place={first} />
      {rest.length > 0 && (
        <div class="folded">
          <button type="button" class="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Fold" : "Open"} {rest.length} more {what}
          </button>
          {open &&
            rest.map((place) => <VoicedPlace key={`${place.article_index}:${place.start}`} {...shared} place={place} />)}
        </div>
      )}
    </li>
  );
}

interface PartProps extends Props {
  id: string;
  name: string;
  note: string;
  places: Voiced[];
}

/** Sentences that are not the fact's own, under a heading; nothing where there are none. */
export function Part({ id, name, note, places, ...shared }: PartProps) {
  if (!places.length) return null;
  return (
    <section class={id} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{name}</h3>
      <p class="note">{note}</p>
      <ol>
        {foldPlaces(places, shared.story.originals).map((copies) => (
          <Wording key={`${copies[0]!.article_index}:${copies[0]!.start}`} {...shared} copies={copies} />
        ))}
      </ol>
    </section>
  );
}

function VoicedPlace({ story, row, place, model, go, state }: Props & { place: Voiced }) {
  const article = place.article_index;
  const shown = state ?? row.states[article] ?? "reports";
  const newer = findNewer(story, place);
  return (
    <div class="wording">
      <p class="from">
        <Glyph state={shown} label={STATE_WORDS[shown]} />
        <strong>{story.outlets[article]}</strong>
        <span class="when">{tellTime(story.articles[article]?.published_at)}</span>
        {newer && (
          <span class="tag old" title={newer}>
            {tellNewer(newer)}
          </span>
        )}
        <button type="button" class="quiet" onClick={() => go(article, place.start)}>
          Show<span class="hidden"> in {story.outlets[article]}</span>
        </button>
      </p>
      <blockquote dir="auto">
        {place === model
          ? place.text
          : compareWords(place.text, model.text).map((word, at) =>
              word.own ? (
                <mark key={at} class="own">
                  {word.text}
                </mark>
              ) : (
                word.text
              ),
            )}
      </blockquote>
    </div>
  );
}
