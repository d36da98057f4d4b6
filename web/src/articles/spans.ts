/** A text cut where spans begin and end. Offsets are UTF-16 code units, as JavaScript counts. */

export interface Span {
  start: number;
  end: number;
}

/** A stretch of a text in which the same spans hold. */
export interface Piece<S extends Span> {
  start: number;
  end: number;
  text: string;
  spans: S[];
}

/** `text` in pieces, in order and without gaps, each with the spans that cover it. Cost: sorting, and what overlaps. */
export function cutText<S extends Span>(text: string, spans: readonly S[]): Piece<S>[] {
  const usable = spans
    .map((span) => ({ span, start: clamp(span.start, text), end: clamp(span.end, text) }))
    .filter(({ start, end }) => start < end)
    .sort((one, other) => one.start - other.start);
  const cuts = [...new Set([0, text.length, ...usable.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  const pieces: Piece<S>[] = [];
  let open: typeof usable = [];
  let next = 0;
  for (let cut = 0; cut + 1 < cuts.length; cut += 1) {
    const [start, end] = [cuts[cut]!, cuts[cut + 1]!];
    open = open.filter((one) => one.end > start);
    while (next < usable.length && usable[next]!.start <= start) open.push(usable[next++]!);
    pieces.push({ start, end, text: text.slice(start, end), spans: open.map((one) => one.span) });
  }
  return pieces;
}

/** The paragraphs of `text` as spans: what stands between line ends, blank ones left out. */
export function findParagraphs(text: string): Span[] {
  return [...text.matchAll(/[^\r\n]*\S[^\r\n]*/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function clamp(offset: number, text: string): number {
  return Math.max(0, Math.min(offset, text.length));
}
