import { count } from "../page/words";
import type { Article } from "../service/types";
import { nameOutlet } from "./outlets";

/** What is being read, until there is something to tell of it. */
export function BeingRead({ articles }: { articles: Article[] }) {
  return (
    <section class="being-read" aria-labelledby="being-read-title">
      <h2 id="being-read-title">Reading {count(articles.length, "article")}</h2>
      <ol>
        {articles.map((article) => (
          <li key={article.id}>
            <strong>{nameOutlet(article)}</strong>
            <span dir="auto" class="gist">
              {tellGist(article)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What an article is about, in a line: its title, else how it begins. */
export function tellGist({ title, text, html }: Article): string {
  return title || (text ?? "").trim().slice(0, 140) || (html ? "a web page" : "");
}
