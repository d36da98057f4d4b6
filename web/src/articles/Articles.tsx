import { useState } from "preact/hooks";
import type { Article, Reading } from "../service/types";
import { ArticleFields } from "./ArticleFields";
import { count } from "../page/words";
import { Examples } from "./Examples";
import { Intake } from "./Intake";
import { joinArticles, listMissing } from "./reading";

interface Props {
  reading: Reading;
  change: (update: (articles: Article[]) => Article[]) => void;
  type: (typed: { pasted: string }) => void;
  summarize: () => void;
  begin: (articles: Article[]) => void;
  offline: boolean;
}

/** The articles that are read: what was pasted, dropped or linked, and what is known of each. */
export function Articles({ reading, change, type, summarize, begin, offline }: Props) {
  const [notes, setNotes] = useState<string[]>([]);
  const [added, setAdded] = useState(0);
  const { articles } = reading;
  const add = (found: Article[], said: string[]): void => {
    setNotes(said);
    setAdded(found.length);
    if (found.length) change((present) => joinArticles(present, found));
  };
  const load = (found: Article[]): void => begin(joinArticles([], found));
  const edit = (place: number, article: Article): void => change((present) => present.with(place, article));
  const missing = listMissing(articles);
  return (
    <div class="articles">
      {!offline && <Intake add={add} text={reading.pasted} type={(pasted) => type({ pasted })} />}
      <div role="status" class="notes">
        {added > 0 && <p class="note">{count(added, "article")} added.</p>}
        {notes.map((note) => (
          <p key={note} class="warning">
            {note}
          </p>
        ))}
      </div>
      {!offline && !articles.length && <Examples load={load} fail={(note) => setNotes([note])} />}
      {articles.length > 0 && (
        <section aria-labelledby="list-title">
          <div class="row apart">
            <h2 id="list-title">{articles.length === 1 ? "1 article" : `${articles.length} articles`}</h2>
            {!offline && (
              <div class="row">
                <button type="button" class="quiet" onClick={() => change(() => [])}>
                  Remove all
                </button>
                <button type="button" class="main" disabled={missing.length > 0} onClick={summarize}>
                  Summarize
                </button>
              </div>
            )}
          </div>
          {missing.length > 0 && <p class="warning">{missing.map(({ id }) => id).join(", ")}: the text is missing.</p>}
          <ol class="list">
            {articles.map((article, place) => (
              <ArticleFields
                key={article.id}
                article={article}
                offline={offline}
                edit={(changed) => edit(place, changed)}
                remove={() => change((present) => present.toSpliced(place, 1))}
              />
            ))}
          </ol>
        </section>
      )}
      {!offline && articles.length > 0 && <Examples load={load} fail={(note) => setNotes([note])} />}
    </div>
  );
}
