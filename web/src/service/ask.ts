/** Requests to the service, and what went wrong in words. */
import { EventSourceParserStream } from "eventsource-parser/stream";
import type { Told } from "./progress";
import type { Article, CitationsAnswer, Options, Problem, SummaryAnswer } from "./types";

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

const EVENTS = "text/event-stream";

let key = "";

/** The key that requests carry from now on; it is kept nowhere else. */
export function useKey(value: string): void {
  key = value;
}

/** `hear` is told how far the service is and which sentences it has decided on, until the answer is there. */
export function askSummary(
  articles: Article[],
  options: Options,
  signal: AbortSignal,
  hear?: (told: Told) => void,
): Promise<SummaryAnswer> {
  const { length, mode, order, query } = options;
  const include = ["groups", "articles", "conflicts", "explanations"];
  const asked = { articles, length, mode, order, include, offset_unit: "utf16", query: query.trim() || null };
  return post("v1/summaries", asked, signal, articles, hear);
}

export function askCitations(
  articles: Article[],
  text: string,
  signal: AbortSignal,
  hear?: (told: Told) => void,
): Promise<CitationsAnswer> {
  return post("v1/citations", { articles, text, offset_unit: "utf16" }, signal, articles, hear);
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
  hear?: (told: Told) => void,
): Promise<T> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (hear) headers["accept"] = EVENTS;
  if (key) headers["authorization"] = `Bearer ${key}`;
  let response: Response;
  try {
    response = await fetch(address(path), { method: "POST", headers, body: JSON.stringify(body), signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw tellAway();
  }
  if (!response.ok) throw await readProblem(response, articles);
  const streams = response.headers.get("content-type")?.startsWith(EVENTS);
  if (streams && hear && response.body) return follow<T>(response.body, signal, articles, hear);
  return (await response.json()) as T;
}

/** The answer at the end of a stream of events; all that comes before it is handed to `hear`. */
async function follow<T>(
  body: ReadableStream<BufferSource>,
  signal: AbortSignal,
  articles: Article[],
  hear: (told: Told) => void,
): Promise<T> {
  const reader = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw tellAway();
      const data = JSON.parse(value.data) as unknown;
      if (value.event === "answer") return data as T;
      if (value.event === "problem") throw tellProblem(data as Problem, articles);
      hear({ event: value.event, ...(data as object) } as Told);
    }
  } catch (error) {
    throw signal.aborted || error instanceof Trouble ? error : tellAway();
  }
}

function tellAway(): Trouble {
  const kept = "Your articles are kept here, and the question is asked again as soon as it answers.";
  return new Trouble("The service does not answer", [kept], "away", true);
}

async function readProblem(response: Response, articles: Article[]): Promise<Trouble> {
  try {
    return tellProblem((await response.json()) as Problem, articles);
  } catch {
    return new Trouble(`The answer was not one of Chorus (status ${response.status})`, [], "foreign");
  }
}

/** The trouble that a problem document tells, pointers in words. */
function tellProblem(problem: Problem, articles: Article[]): Trouble {
  const kind = problem.type.split(":").at(-1) ?? "";
  const fields = (problem.errors ?? []).map((error) => `${namePointer(error.pointer, articles)} ${error.detail}`);
  const details = fields.length ? fields : [problem.detail];
  if (kind === "internal") details.push(`It is in the log under ${problem.request_id}.`);
  const smallest = kind === "length-too-short" ? Number(/\d+(?:\.\d+)?(?=\D*$)/.exec(details[0] ?? "")?.[0] ?? 0) : 0;
  return new Trouble(problem.title, details, kind, problem.status === 503, smallest || null);
}

/** A JSON Pointer as a person would say it: `/articles/0/text` is "Article 1 (north): text". */
export function namePointer(pointer: string, articles: Article[]): string {
  const [first = "", index = "", ...rest] = pointer.split("/").slice(1);
  if (first !== "articles" || !index) return [first, index, ...rest].filter(Boolean).join(" ");
  const id = articles[Number(index)]?.id;
  return `Article ${Number(index) + 1}${id ? ` (${id})` : ""}: ${rest.join(" ")}`.trim();
}
