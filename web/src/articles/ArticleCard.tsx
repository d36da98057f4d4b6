import { useMemo } from "preact/hooks";
import type { Story } from "../page/story";
import { count, tellTime } from "../page/words";
import type { CitedPlace } from "../matrix/opposed";
import { tellCopy } from "./copies";
import { MarkedText } from "./MarkedText";
import type { MemberSpan } from "./members";
import { NameOutlet } from "./NameOutlet";
import { findOutlet } from "./outlets";
import type { Span } from "./spans";

interface Props {
  story: Story;
  index: number;
  members: MemberSpan[];
  cited: CitedPlace[];
  /** Where one was led to in it. */
  sought: Span | null;
  group: string | null;
  openGroup: (id: string) => void;
  /** How many facts it alone tells; a click shows them. */
  own: number;
  showOwn: (article: number) => void;
  /** Names its outlet; null where nothing can be asked anew. */
  name: ((article: string, publisher: string) => void) | null;
}

/** One article with what is known of it; drawn anew only where what is marked in it changes. */
export function ArticleCard({ story, index, members, cited, sought, group, openGroup, own, showOwn, name }: Props) {
  const article = story.articles[index]!;
  const outlet = story.outlets[index]!;
  const report = story.answer.articles?.[index];
  const opened = members.some((member) => member.group === group) ? group : null;
  const body = useMemo(
    () => (
      <MarkedText
        text={story.texts[index]!}
        boilerplate={report?.boilerplate_spans ?? []}
        {...{ members, cited, sought, openGroup }}
        group={opened}
      />
    ),
    [story.texts[index], members, cited, sought, opened, openGroup],
  );
  const copied = tellCopy(story, index);
  const link = /^https?:\/\//i.test(article.url ?? "") ? article.url : null;
  return (
    <article class="card" data-article={index} lang={article.language ?? undefined} aria-label={outlet}>
      <header>
        <h2>{outlet}</h2>
        <span class="when">{tellTime(article.published_at)}</span>
        {copied && <span class="tag">{copied}</span>}
        {report && report.story !== "s1" && <span class="tag">another story ({report.story})</span>}
        {own > 0 && (
          <button type="button" class="quiet" onClick={() => showOwn(index)}>
            {count(own, "fact")} only here<span class="hidden">, in {outlet}</span>
          </button>
        )}
        {name && !findOutlet(article) && (
          <NameOutlet article={outlet} name={(publisher) => name(article.id, publisher)} />
        )}
        {link && (
          <a href={link} target="_blank" rel="noopener noreferrer">
            Open<span class="hidden"> at {outlet}, in a new tab</span>
          </a>
        )}
      </header>
      {article.title && !story.texts[index]!.trimStart().startsWith(article.title) && (
        <h3 dir="auto" data-at={-1}>
          {article.title}
        </h3>
      )}
      {body}
    </article>
  );
}
