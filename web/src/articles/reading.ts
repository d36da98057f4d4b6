/** Articles out of what is pasted, dropped or chosen: text, web pages, JSON, JSON Lines, a link. */
import type { Article } from "../service/types";

const KNOWN = ["id", "text", "html", "title", "source", "publisher", "url", "published_at", "language"];
const MARKUP = /<!doctype html|<html[\s>]|<(?:p|div|article|h[1-6])[\s>][^]*<\/(?:p|div|article|h[1-6])>/i;

/** What was read, and what is to be said of it. */
export interface Found {
  articles: Article[];
  notes: string[];
}

/** The articles of `text`; `name` is that of its file, whose ending says what it is. */
export function readArticles(text: string, name = ""): Found {
  const plain = text.replace(/^\uFEFF/, "");
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const stem = name.replace(/^.*[\\/]/, "").replace(/\.\w+$/, "");
  const trimmed = plain.trim();
  if (!trimmed) return { articles: [], notes: [name ? `${name} is empty.` : "There is nothing to add."] };
  if (ending.startsWith("json") || (!ending && /^[[{]/.test(trimmed)))
    return readJson(trimmed, name || "What you pasted");
  if (/^https?:\/\/\S+$/.test(trimmed))
    return { articles: [{ id: nameLink(trimmed), url: trimmed, text: "" }], notes: [] };
  if (ending.startsWith("htm") || (!ending && MARKUP.test(plain))) {
    const title = readTitle(plain);
    return { articles: [{ id: stem, html: plain, ...(title ? { title } : {}) }], notes: [] };
  }
  return { articles: [{ id: stem, text: plain }], notes: [] };
}

/** The articles of files, in their order; which files there are is read before anything is waited for. */
export async function readFiles(files: Iterable<File>): Promise<Found> {
  const found = await Promise.all([...files].map(async (file) => readArticles(await file.text(), file.name)));
  return { articles: found.flatMap(({ articles }) => articles), notes: found.flatMap(({ notes }) => notes) };
}

/** `added` behind `present`, each with an id of its own. */
export function joinArticles(present: Article[], added: Article[]): Article[] {
  const taken = new Set(present.map((article) => article.id));
  const named = added.map((article, place) => {
    const wanted = article.id || `a${present.length + place + 1}`;
    let id = wanted;
    for (let number = 2; taken.has(id); number += 1) id = `${wanted}-${number}`;
    taken.add(id);
    return { ...article, id };
  });
  return [...present, ...named];
}

/** Whether there are articles, and all have a text or a page. */
export function isComplete(articles: Article[]): boolean {
  return articles.length > 0 && listMissing(articles).length === 0;
}

/** Those whose text is missing. */
export function listMissing(articles: Article[]): Article[] {
  return articles.filter((article) => !article.html && !article.text?.trim());
}

function readJson(text: string, name: string): Found {
  const whole = parse(text);
  if (whole !== undefined) {
    const list = Array.isArray(whole) ? whole : ((whole as { articles?: unknown }).articles ?? [whole]);
    return takeObjects(Array.isArray(list) ? list : [list], name);
  }
  const lines = text.split("\n").filter((line) => line.trim());
  const wrong = lines.findIndex((line) => parse(line) === undefined);
  if (wrong >= 0) return { articles: [], notes: [`${name} is not JSON: look at line ${wrong + 1}.`] };
  return takeObjects(lines.map(parse), name);
}

function takeObjects(values: unknown[], name: string): Found {
  const notes = new Set<string>();
  const articles: Article[] = [];
  for (const [place, value] of values.entries()) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      notes.add(`${name}: entry ${place + 1} is no article.`);
      continue;
    }
    const ignored = Object.keys(value).filter((field) => !KNOWN.includes(field));
    if (ignored.length) notes.add(`${name}: ${ignored.join(", ")} left out, which no article has.`);
    const kept = Object.entries(value).filter(([field, content]) => KNOWN.includes(field) && content !== null);
    articles.push({ ...Object.fromEntries(kept), id: String((value as { id?: unknown }).id ?? "") });
  }
  return { articles, notes: [...notes] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nameLink(url: string): string {
  return URL.parse?.(url)?.hostname.replace(/^www\./, "") ?? "link";
}

/** The title that a page states. Read as text: a page is never parsed here. */
function readTitle(page: string): string {
  const title = /<title[^>]*>([^<]{1,500})<\/title>/i.exec(page)?.[1] ?? "";
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: " " };
  return title.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => named[name] ?? "").trim();
}
