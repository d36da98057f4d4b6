import { useMemo } from "preact/hooks";
import type { Story } from "../page/story";
import { measureNearness, placeArticles, type Point } from "./nearness";

const WIDTH = 320;
const HEIGHT = 240;
const MARGIN = 34;
const NAMED = 14;
/** With more articles, names would lie on each other. */
const MOST_PAIRS = 5;
const DOT = 6;
const LINE = 14;
const LETTER = 6.8;
/** About as wide as a letter of a name is. */

/** How near the articles are: those that report the same stand close, and lines are the thicker the more they share. */
export function NearnessMap({ story }: { story: Story }) {
  const nearness = useMemo(() => measureNearness(story.rows, story.articles.length), [story]);
  const points = useMemo(() => placeArticles(nearness), [nearness]);
  const pairs = nearness
    .flatMap((row, one) => row.slice(one + 1).map((near, rest) => ({ one, other: one + 1 + rest, near })))
    .filter(({ near }) => near > 0)
    .toSorted((a, b) => b.near - a.near);
  if (story.articles.length < 2) return null;
  const names = story.outlets.map(shorten);
  const at = (index: number): Point => ({
    x: MARGIN + points[index]!.x * (WIDTH - 2 * MARGIN),
    y: MARGIN + points[index]!.y * (HEIGHT - 2 * MARGIN),
  });
  const labels = placeLabels(
    names,
    story.articles.map((_, index) => at(index)),
  );
  return (
    <section class="map" aria-labelledby="map-title">
      <h2 id="map-title">How near the articles are</h2>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {pairs.slice(0, 60).map(({ one, other, near }) => {
          const [from, to] = [at(one), at(other)];
          return (
            <line key={`${one}-${other}`} x1={from.x} y1={from.y} x2={to.x} y2={to.y} stroke-width={0.5 + 5 * near} />
          );
        })}
        {story.articles.map((article, index) => {
          const { x, y } = at(index);
          const copied = story.answer.articles?.[index]?.copy_of;
          return (
            <g key={article.id}>
              <title>{story.outlets[index]}</title>
              <circle cx={x} cy={y} r={DOT} class={copied ? "copied" : ""} />
              {story.articles.length <= NAMED && (
                <text x={labels[index]!.x} y={labels[index]!.y} text-anchor="middle">
                  {names[index]}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <ul class="pairs">
        {pairs.slice(0, MOST_PAIRS).map(({ one, other, near }) => (
          <li key={`${one}-${other}`}>
            <strong>{Math.round(near * 100)}%</strong>
            <span>
              of their facts in common: {story.outlets[one]} and {story.outlets[other]}
            </span>
          </li>
        ))}
      </ul>
      <p class="note">Facts in common: the share of the facts of either that both report, in whatever words; how much of a text is word for word
        that of another is told at each edit. A ring is a copy or another edit of one of the others.</p>
    </section>
  );
}

/** Where names stand: below their points, and lower where another name or a point stands already. */
function placeLabels(names: string[], points: Point[]): Point[] {
  const placed: (Point & { half: number })[] = [];
  const order = points.map((_, index) => index).toSorted((one, other) => points[one]!.y - points[other]!.y);
  const labels: Point[] = [];
  for (const index of order) {
    const half = (names[index]!.length * LETTER) / 2;
    const x = Math.max(half, Math.min(WIDTH - half, points[index]!.x));
    let y = points[index]!.y + DOT + LINE;
    const hides = (point: Point): boolean =>
      y - LINE < point.y + DOT && y > point.y - DOT && Math.abs(point.x - x) < half + DOT;
    while (
      placed.some((other) => Math.abs(other.y - y) < LINE && Math.abs(other.x - x) < half + other.half) ||
      points.some(hides)
    )
      y += LINE / 2;
    placed.push({ x, y, half });
    labels[index] = { x, y };
  }
  return labels;
}

/** The end of a name stays: what tells two articles of one outlet apart stands there. */
function shorten(name: string): string {
  return name.length > 22 ? `${name.slice(0, 13).trimEnd()}…${name.slice(-7).trimStart()}` : name;
}
