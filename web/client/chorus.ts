/**
 * A client of Chorus for browsers and Node 20 and newer: two files, this one and `contract.ts`, and no dependency.
 * Types are generated from the service's OpenAPI document. Offsets are UTF-16 code units unless a request says otherwise.
 */
import type { components, operations } from "./contract";

type Schemas = components["schemas"];

export type SummaryRequest = Schemas["SummaryRequest"];
export type GroupsRequest = Schemas["GroupsRequest"];
export type CitationsRequest = Schemas["CitationsRequest"];
export type Story = Schemas["BatchStory"];
export type SummaryAnswer = Schemas["SummaryAnswer"];
export type GroupsAnswer = Schemas["GroupsAnswer"];
export type CitationsAnswer = Schemas["CitationsAnswer"];
export type BatchLine = Schemas["BatchLine"];
export type LoadedModels = Schemas["LoadedModels"];
export type Problem = Schemas["Problem"];
export type Job = Schemas["JobAnswer"];
export type JobList = Schemas["JobList"];
export type JobRequest = operations["create_job"]["requestBody"]["content"]["application/json"];
export type JobQuery = NonNullable<operations["list_jobs"]["parameters"]["query"]>;
export type Answer = SummaryAnswer | GroupsAnswer | CitationsAnswer;
export type Told =
  | { event: "progress"; data: Schemas["ProgressEvent"] }
  | { event: "sentence"; data: Schemas["SentenceEvent"] }
  | { event: "answer"; data: SummaryAnswer };

/** The service answered with a status from 400 on; `problem` is null where a proxy did. */
export class ChorusError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(problem ? `${status} ${problem.title}: ${problem.detail}` : `${status}, without a reason`);
  }
}

export interface Options {
  apiKey?: string;
  /** Tries in all, for statuses 429, 502 and 503 and connections that fail. */
  attempts?: number;
  /** Who is asked to wait longer than this gets the error at once. */
  longestWaitSeconds?: number;
  fetch?: typeof fetch;
  sleep?: (seconds: number) => Promise<void>;
}

const PASSING = new Set([429, 502, 503]);
const FIRST_WAIT_SECONDS = 0.5;
/** Share of a wait that is added at random, so that clients that were refused together do not return together. */
const SPREAD = 0.1;
const POLL_SECONDS = 1;

export class ChorusClient {
  readonly #url: string;
  readonly #options: Required<Omit<Options, "apiKey">> & { apiKey: string | undefined };

  constructor(url: string, options: Options = {}) {
    this.#url = url.replace(/\/+$/, "");
    this.#options = {
      apiKey: options.apiKey,
      attempts: options.attempts ?? 4,
      longestWaitSeconds: options.longestWaitSeconds ?? 60,
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
      sleep: options.sleep ?? ((seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))),
    };
  }

  summarize(request: SummaryRequest, signal?: AbortSignal): Promise<SummaryAnswer> {
    return this.#post("/v1/summaries", inUtf16(request), signal);
  }

  group(request: GroupsRequest, signal?: AbortSignal): Promise<GroupsAnswer> {
    return this.#post("/v1/groups", inUtf16(request), signal);
  }

  cite(request: CitationsRequest, signal?: AbortSignal): Promise<CitationsAnswer> {
    return this.#post("/v1/citations", inUtf16(request), signal);
  }

  models(signal?: AbortSignal): Promise<LoadedModels> {
    return this.#get("/v1/models", signal);
  }

  /** How far the work is, each sentence as it is decided, and at last the answer. */
  async *streamSummary(request: SummaryRequest, signal?: AbortSignal): AsyncGenerator<Told, void, undefined> {
    const headers = { accept: "text/event-stream" };
    const response = await this.#send("POST", "/v1/summaries", inUtf16(request), signal, headers);
    for await (const { event, data } of readEvents(response)) {
      if (event === "problem") throw new ChorusError((data as Problem).status, data as Problem);
      if (event === "progress" || event === "sentence" || event === "answer") yield { event, data } as Told;
      if (event === "answer") return;
    }
    throw new TypeError("the service broke off before its answer was told");
  }

  /** A line for each story, in their order, as soon as its summary is made: its `answer`, or the `problem` it met. */
  async *streamBatch(stories: Story[], signal?: AbortSignal): AsyncGenerator<BatchLine, void, undefined> {
    const lines = stories.map((story) => `${JSON.stringify(inUtf16(story))}\n`).join("");
    const headers = { "content-type": "application/jsonl" };
    let missing = stories.length;
    for await (const line of readParts(await this.#send("POST", "/v1/batches", lines, signal, headers), "\n")) {
      missing -= 1;
      yield JSON.parse(line) as BatchLine;
    }
    if (missing) throw new TypeError("the service broke off before every story was told");
  }

  /** A job; sent again after a failure, it makes no second one. */
  async submit(job: JobRequest, idempotencyKey: string = crypto.randomUUID(), signal?: AbortSignal): Promise<Job> {
    const request = { ...job, request: inUtf16(job.request) };
    return json(await this.#send("POST", "/v1/jobs", request, signal, { "idempotency-key": idempotencyKey }));
  }

  job(id: string, signal?: AbortSignal): Promise<Job> {
    return this.#get(`/v1/jobs/${encodeURIComponent(id)}`, signal);
  }

  jobs(query: JobQuery = {}, signal?: AbortSignal): Promise<JobList> {
    const given = Object.entries(query).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]));
    return this.#get(`/v1/jobs?${new URLSearchParams(given)}`, signal);
  }

  async deleteJob(id: string, signal?: AbortSignal): Promise<void> {
    await this.#send("DELETE", `/v1/jobs/${encodeURIComponent(id)}`, undefined, signal);
  }

  /** What a job was answered, once it has ended; of one that failed, the problem is thrown. */
  async wait(job: Job, signal?: AbortSignal): Promise<Answer> {
    while (!job.ended_at) {
      await this.#options.sleep(POLL_SECONDS);
      job = await this.job(job.id, signal);
    }
    return this.#get(`/v1/jobs/${encodeURIComponent(job.id)}/result`, signal);
  }

  async #get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return json(await this.#send("GET", path, undefined, signal));
  }

  async #post<T>(path: string, body: object, signal?: AbortSignal): Promise<T> {
    return json(await this.#send("POST", path, body, signal));
  }

  async #send(
    method: string,
    path: string,
    body: object | string | undefined,
    signal: AbortSignal | undefined,
    extra: Record<string, string> = {},
  ): Promise<Response> {
    const headers: Record<string, string> = body ? { "content-type": "application/json", ...extra } : { ...extra };
    if (this.#options.apiKey) headers["authorization"] = `Bearer ${this.#options.apiKey}`;
    const init: RequestInit = { method, headers, signal: signal ?? null };
    if (body) init.body = typeof body === "string" ? body : JSON.stringify(body);
    for (let tried = 1; ; tried++) {
      const failure = await this.#options.fetch(this.#url + path, init).catch((error: unknown) => error);
      if (failure instanceof Response && failure.ok) return failure;
      const error = failure instanceof Response ? await readProblem(failure) : failure;
      const wait = signal?.aborted ? null : this.#waitSeconds(error, tried);
      if (wait === null) throw error;
      await this.#options.sleep(wait);
    }
  }

  /** Seconds until the next try; null: there is to be none. */
  #waitSeconds(error: unknown, tried: number): number | null {
    const passing = error instanceof ChorusError ? PASSING.has(error.status) : error instanceof TypeError;
    if (!passing || tried >= this.#options.attempts) return null;
    const stated = error instanceof ChorusError ? error.retryAfterSeconds : null;
    if (stated !== null && stated > this.#options.longestWaitSeconds) return null;
    return (stated ?? FIRST_WAIT_SECONDS * 2 ** (tried - 1)) * (1 + Math.random() * SPREAD);
  }
}

function inUtf16<T extends { offset_unit?: Schemas["OffsetUnit"] }>(request: T): T {
  return { offset_unit: "utf16", ...request };
}

async function json<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

async function readProblem(response: Response): Promise<ChorusError> {
  const problem = (await response.json().catch(() => null)) as Problem | null;
  const stated = Number(response.headers.get("retry-after") ?? NaN);
  return new ChorusError(response.status, problem?.type ? problem : null, Number.isFinite(stated) ? stated : null);
}

/** The events of a stream, comments left out. Source: HTML standard, 9.2.6, as far as Chorus writes events. */
async function* readEvents(response: Response): AsyncGenerator<{ event: string; data: unknown }> {
  for await (const block of readParts(response, "\n\n")) {
    const lines = block.split("\n");
    const event = lines.find((line) => line.startsWith("event: "))?.slice(7);
    const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
    if (event) yield { event, data: JSON.parse(data.join("\n")) };
  }
}

/** The parts of a body as they come, each of which ends with `end`. */
async function* readParts(response: Response, end: string): AsyncGenerator<string> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      held += value;
      const parts = held.split(end);
      held = parts.pop() ?? "";
      yield* parts;
    }
  } finally {
    await reader.cancel();
  }
}
