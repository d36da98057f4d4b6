import { useMemo } from "preact/hooks";
import type { Story } from "../page/story";
import { tellTime } from "../page/words";
import type { SentenceCitation } from "../service/types";
import { tellCopy } from "./copies";
import { MarkedText } from "./MarkedText";
import type { MemberSpan } from "./members";

interface Props {
  story: Story;
  index: number;
  members: MemberSpan[];
  cited: SentenceCitation[];
  group: string | null;
  openGroup: (id: string) => void;
}

/** One article with what is known of it; drawn anew only where what is marked in it changes. */
export function ArticleCard({ story, index, members, cited, group, openGroup }: Props) {
  const article = story.articles[index]!;
  const report = story.answer.articles?.[index];
  const own = members.some((member) => member.group === group) ? group : null;
  const body = useMemo(
    () => (
      <MarkedText
        text={story.texts[index]!}
        boilerplate={report?.boilerplate_spans ?? []}
        {...{ members, cited, openGroup }}
        group={own}
      />
    ),
    [story.texts[index], members, cited, own, openGroup],
  );
  const copied = tellCopy(story, index);
  const link = /^https?:\/\//i.test(article.url ?? "") ? article.url : null;
  return (
    <article class="card" data-article={index} lang={article.language ?? undefined} aria-label={story.outlets[index]}>
      <header>
        <h2>{story.outlets[index]}</h2>
        <span class="when">{tellTime(article.published_at)}</span>
        {copied && <span class="tag">{copied}</span>}
        {report && report.story !== "s1" && <span class="tag">another story ({report.story})</span>}
        {link && (
          <a href={link} target="_blank" rel="noopener noreferrer">
            Open<span class="hidden"> at {story.outlets[index]}, in a new tab</span>
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
