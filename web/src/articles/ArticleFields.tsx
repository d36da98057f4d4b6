import { countWords } from "../summary/lengths";
import { tellTime } from "../page/words";
import type { Article } from "../service/types";
import { tellGist } from "./BeingRead";
import { nameOutlet } from "./outlets";

interface Props {
  article: Article;
  offline: boolean;
  edit: (article: Article) => void;
  remove: () => void;
}

const FIELDS = [
  ["publisher", "Publisher"],
  ["title", "Title"],
  ["published_at", "Published (2024-11-20, or with time and zone)"],
  ["url", "Link"],
  ["language", "Language (en, ar)"],
] as const;

/** One article of the list; opened, what is known of it can be changed. */
export function ArticleFields({ article, offline, edit, remove }: Props) {
  const empty = !article.html && !article.text?.trim();
  const name = nameOutlet(article);
  const change = (field: string, value: string): void => {
    const kept = Object.fromEntries(Object.entries(article).filter(([key]) => key !== field));
    edit({ ...kept, ...(value ? { [field]: value } : {}), id: article.id });
  };
  return (
    <li>
      <details open={empty}>
        <summary>
          <strong>{name}</strong>
          <span dir="auto" class="gist">
            {tellGist(article)}
          </span>
          <span class="when">{tellTime(article.published_at)}</span>
          <span class="when">{article.html ? "web page" : `${countWords(article.text ?? "")} words`}</span>
        </summary>
        <fieldset disabled={offline}>
          <legend class="hidden">{name}</legend>
          {FIELDS.map(([field, label]) => (
            <label key={field}>
              {label}
              <input
                dir="auto"
                value={article[field] ?? ""}
                onInput={(event) => change(field, event.currentTarget.value)}
              />
            </label>
          ))}
          <label class="wide">
            {article.html ? "HTML" : "Text"}
            <textarea
              rows={empty ? 6 : 4}
              dir="auto"
              value={article.html ?? article.text ?? ""}
              onInput={(event) => edit({ ...article, [article.html ? "html" : "text"]: event.currentTarget.value })}
            />
          </label>
        </fieldset>
      </details>
      {!offline && (
        <button type="button" class="quiet" onClick={remove}>
          Remove<span class="hidden"> {name}</span>
        </button>
      )}
    </li>
  );
}
