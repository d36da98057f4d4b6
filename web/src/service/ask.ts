/** Requests to the service, and what went wrong in words. */
import { readEvents } from "./events";
import type { Article, CitationsAnswer, Options, Problem, Progress, SummaryAnswer } from "./types";

/** Something that a reader can act on. `waits`: the service is away or starting, and will be asked again. */
export class Trouble extends Error {
  constructor(
    readonly title: string,
    readonly details: string[],
    readonly kind: string,
    readonly waits = false,
    readonly smallest: number | null = null,
  ) {
    super(title);
  }
}

let key = "";

/** The key that requests carry from now on; it is kept nowhere else. */
export function useKey(value: string): void {
  key = value;
}

/** A summary. tell: hears on the way how far the service is. */
export function askSummary(
  articles: Article[],
  options: Options,
  signal: AbortSignal,
  tell?: (progress: Progress) => void,
): Promise<SummaryAnswer> {
  const { words, mode, order, query } = options;
  const include = ["groups", "articles", "conflicts", "explanations"];
  const length = { unit: "words", value: words };
  const asked = { articles, length, mode, order, include, offset_unit: "utf16", query: query.trim() || null };
  return post("v1/summaries", asked, signal, articles, tell);
}

export function askCitations(articles: Article[], text: string, signal: AbortSignal): Promise<CitationsAnswer> {
  return post("v1/citations", { articles, text, offset_unit: "utf16" }, signal, articles);
}

export async function isReady(): Promise<boolean> {
  try {
    return (await fetch(address("readyz"), { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** Where a path of the service is: behind the prefix that a proxy may give it. */
export function address(path: string): string {
  return `${document.documentElement.dataset["root"] ?? ""}/${path}`;
}

async function post<T>(
  path: string,
  body: object,
  signal: AbortSignal,
  articles: Article[],
  tell?: (progress: Progress) => void,
): Promise<T> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (tell) headers["accept"] = "text/event-stream, application/json";
  if (key) headers["authorization"] = `Bearer ${key}`;
  let response: Response;
  try {
    response = await fetch(address(path), { method: "POST", headers, body: JSON.stringify(body), signal });
  } catch (error) {
    if (signal.aborted) throw error;
    const kept = "Your articles are kept here, and the question is asked again as soon as it answers.";
    throw new Trouble("The service does not answer", [kept], "away", true);
  }
  if (!response.ok) throw await readProblem(response, articles);
  const streams = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (tell && streams && response.body) return readAnswer<T>(response.body, articles, tell, signal);
  return (await response.json()) as T;
}

/** The answer at the end of the events that lead to it. */
async function readAnswer<T>(
  body: ReadableStream<Uint8Array>,
  articles: Article[],
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<T> {
  try {
    for await (const { kind, data } of readEvents(body)) {
      if (kind === "progress") tell(JSON.parse(data) as Progress);
      else if (kind === "answer") return JSON.parse(data) as T;
      else if (kind === "problem") throw tellProblem(JSON.parse(data) as Problem, articles);
    }
  } catch (error) {
    if (signal.aborted || error instanceof Trouble) throw error;
  }
  const kept = "Your articles are kept here, and the question is asked again as soon as it answers.";
  throw new Trouble("The service broke off its answer", [kept], "away", true);
}

/** The trouble that an answer tells which is none. */
async function readProblem(response: Response, articles: Article[]): Promise<Trouble> {
  let problem: Problem;
  try {
    problem = (await response.json()) as Problem;
  } catch {
    return new Trouble(`The answer was not one of Chorus (status ${response.status})`, [], "foreign");
  }
  return tellProblem(problem, articles);
}

function tellProblem(problem: Problem, articles: Article[]): Trouble {
  const kind = problem.type.split(":").at(-1) ?? "";
  const fields = (problem.errors ?? []).map((error) => `${namePointer(error.pointer, articles)} ${error.detail}`);
  const details = fields.length ? fields : [problem.detail];
  if (kind === "internal") details.push(`It is in the log under ${problem.request_id}.`);
  const smallest = kind === "length-too-short" ? Number(/\d+(?=\D*$)/.exec(details[0] ?? "")?.[0] ?? 0) : 0;
  return new Trouble(problem.title, details, kind, problem.status === 503, smallest || null);
}

/** A JSON Pointer as a person would say it: `/articles/0/text` is "Article 1 (north): text". */
export function namePointer(pointer: string, articles: Article[]): string {
  const [first = "", index = "", ...rest] = pointer.split("/").slice(1);
  if (first !== "articles" || !index) return [first, index, ...rest].filter(Boolean).join(" ");
  const id = articles[Number(index)]?.id;
  return `Article ${Number(index) + 1}${id ? ` (${id})` : ""}: ${rest.join(" ")}`.trim();
}
