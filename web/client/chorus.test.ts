import { expect, expectTypeOf, test } from "vitest";
import { ChorusClient, ChorusError, type SummaryAnswer } from "./chorus";

const ARTICLES = [{ text: "The bridge reopened." }];
const PROBLEM = { type: "urn:chorus:problem:x", title: "T", status: 422, detail: "d", request_id: "r" };

/** A client whose service gives one step after the other; it keeps what was sent, and the waits between. */
function scripted(...steps: (Response | Error)[]) {
  const sent: { url: string; init: RequestInit }[] = [];
  const waits: number[] = [];
  const client = new ChorusClient("http://chorus/", {
    apiKey: "k",
    fetch: (url, init) => {
      const step = steps[sent.push({ url: String(url), init: init ?? {} }) - 1];
      return step instanceof Response ? Promise.resolve(step) : Promise.reject(step);
    },
    sleep: (seconds) => {
      waits.push(seconds);
      return Promise.resolve();
    },
  });
  return { client, sent, waits };
}

const answer = (content: unknown, status = 200, headers = {}) =>
  new Response(JSON.stringify(content), { status, headers });

function stream(...pieces: string[]): Response {
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  return new Response(body);
}

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const told: T[] = [];
  for await (const part of stream) told.push(part);
  return told;
}

test("a request holds what was asked, a key, and offsets that fit JavaScript", async () => {
  const { client, sent } = scripted(answer({ id: "sum_1" }));
  const summary = await client.summarize({ articles: ARTICLES, length: { value: 60 } });
  expectTypeOf(summary).toEqualTypeOf<SummaryAnswer>();
  expect(summary.id).toBe("sum_1");
  expect(sent[0]?.url).toBe("http://chorus/v1/summaries");
  expect(sent[0]?.init.headers).toMatchObject({ authorization: "Bearer k", "content-type": "application/json" });
  const body = { offset_unit: "utf16", articles: ARTICLES, length: { value: 60 } };
  expect(JSON.parse(String(sent[0]?.init.body))).toEqual(body);
});

test("a refusal tells the problem and is not repeated", async () => {
  const { client, waits } = scripted(answer(PROBLEM, 422));
  await expect(client.group({ articles: ARTICLES })).rejects.toMatchObject({ status: 422, problem: PROBLEM });
  expect(waits).toEqual([]);
});

test("the wait is at least what the service asks for", async () => {
  const steps = [answer(PROBLEM, 429, { "retry-after": "7" }), new TypeError("refused"), answer({ id: "cit_1" })];
  const { client, waits, sent } = scripted(...steps);
  expect(await client.cite({ text: "t", articles: ARTICLES })).toEqual({ id: "cit_1" });
  expect(sent.length).toBe(3);
  expect(waits[0]).toBeGreaterThanOrEqual(7);
  expect(waits[0]).toBeLessThanOrEqual(7.7);
  expect(waits[1]).toBeGreaterThanOrEqual(1);
});

test("no more tries are made than were allowed, and none after a long wait", async () => {
  const busy = () => new Response("<html>", { status: 502 });
  const { client, sent } = scripted(busy(), busy(), busy(), busy(), answer({}));
  await expect(client.models()).rejects.toMatchObject({ status: 502, problem: null });
  expect(sent.length).toBe(4);
  const late = scripted(answer(PROBLEM, 503, { "retry-after": "61" }));
  await expect(late.client.models()).rejects.toBeInstanceOf(ChorusError);
  expect(late.waits).toEqual([]);
});

test("events come typed and in order, however they are cut", async () => {
  const text = ': hi\n\nevent: progress\ndata: {"stage": "é"}\n\nevent: mood\ndata: {}\n\nevent: answer\ndata: {"id": "s"}\n\n';
  const { client, sent } = scripted(stream(...text));
  expect(await collect(client.streamSummary({ articles: ARTICLES }))).toEqual([
    { event: "progress", data: { stage: "é" } },
    { event: "answer", data: { id: "s" } },
  ]);
  expect(sent[0]?.init.headers).toMatchObject({ accept: "text/event-stream" });
});

test("a stream that ends early, or with a problem, throws", async () => {
  const early = scripted(stream('event: progress\ndata: {"stage": "embed"}\n\n'));
  await expect(collect(early.client.streamSummary({ articles: ARTICLES }))).rejects.toThrow("broke off");
  const problem = scripted(stream(`event: problem\ndata: ${JSON.stringify(PROBLEM)}\n\n`));
  await expect(collect(problem.client.streamSummary({ articles: ARTICLES }))).rejects.toMatchObject({
    status: 422,
  });
});

test("each story of a batch is a line, and a batch that ends early throws", async () => {
  const stories = [{ id: "one", articles: ARTICLES }, { id: "two", articles: ARTICLES }];
  const lines = ['{"id": "one", "answer": {"id": "sum_é"}}\n', '{"id": "two", "line": 2, "problem": {"status": 422}}\n'];
  const { client, sent } = scripted(stream(...lines.join("")));
  expect(await collect(client.streamBatch(stories))).toEqual(lines.map((line) => JSON.parse(line)));
  expect(sent[0]?.init.headers).toMatchObject({ "content-type": "application/jsonl" });
  const asked = String(sent[0]?.init.body).split("\n");
  expect(asked.map((line) => line && JSON.parse(line).id)).toEqual(["one", "two", ""]);
  const early = scripted(stream(lines[0] ?? ""));
  await expect(collect(early.client.streamBatch(stories))).rejects.toThrow("broke off");
});

test("a job is made once, watched, and its answer read", async () => {
  const queued = { id: "job_1", ended_at: null };
  const steps = [new TypeError(""), answer(queued, 202), answer(queued), answer({ ...queued, ended_at: "now" })];
  const { client, sent } = scripted(...steps, answer({ id: "grp_1" }));
  const job = await client.submit({ kind: "groups", request: { articles: ARTICLES } });
  expect(await client.wait(job)).toEqual({ id: "grp_1" });
  const keys = sent.slice(0, 2).map(({ init }) => (init.headers as Record<string, string>)["idempotency-key"]);
  expect(keys[0]).toBeTruthy();
  expect(keys[0]).toBe(keys[1]);
  expect(sent.at(-1)?.url).toBe("http://chorus/v1/jobs/job_1/result");
});
