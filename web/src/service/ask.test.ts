// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { FIRST_OPTIONS } from "./types";
import { askSummary, namePointer, Trouble } from "./ask";

afterEach(() => vi.unstubAllGlobals());

const ask = () => askSummary([{ id: "north", text: "" }], FIRST_OPTIONS, new AbortController().signal);

function answer(status: number, body: string): void {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status })));
}

test("a pointer is told as a person would say it", () => {
  expect(namePointer("/articles/0/text", [{ id: "north" }])).toBe("Article 1 (north): text");
  expect(namePointer("/length/value", [])).toBe("length value");
});

test("a problem is told field by field", async () => {
  const errors = [{ pointer: "/articles/0/text", detail: "must not be empty" }];
  answer(422, JSON.stringify({ type: "urn:chorus:problem:invalid-request", title: "T", detail: "d", errors }));
  await expect(ask()).rejects.toMatchObject({
    title: "T",
    details: ["Article 1 (north): text must not be empty"],
    waits: false,
  });
});

test("a length that is too short names the one that works", async () => {
  const errors = [{ pointer: "/length/value", detail: "3 words hold no sentence; the smallest is 9" }];
  answer(422, JSON.stringify({ type: "urn:chorus:problem:length-too-short", title: "T", detail: "d", errors }));
  await expect(ask()).rejects.toMatchObject({ smallest: 9 });
});

test("a service that is away is waited for", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("refused")));
  await expect(ask()).rejects.toMatchObject({ kind: "away", waits: true });
});

test("what is no answer of Chorus is said to be none", async () => {
  answer(502, "<html>");
  await expect(ask()).rejects.toBeInstanceOf(Trouble);
});

function stream(...events: string[]): void {
  const headers = { "content-type": "text/event-stream; charset=utf-8" };
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(events.join(""), { status: 200, headers })));
}

const PROGRESS = 'event: progress\ndata: {"stage":"embed","done":3,"total":9}\n\n';

test("progress is told on the way to the answer", async () => {
  stream(": ping\n\n", PROGRESS, 'event: answer\ndata: {"summary":"Käse"}\n\n');
  const told: unknown[] = [];
  const signal = new AbortController().signal;
  const answer = await askSummary([{ id: "north", text: "x" }], FIRST_OPTIONS, signal, (one) => told.push(one));
  expect(answer).toEqual({ summary: "Käse" });
  expect(told).toEqual([{ stage: "embed", done: 3, total: 9 }]);
});

test("a problem on the way is told as any other, and a stream that breaks off is asked for again", async () => {
  const askTelling = () => askSummary([], FIRST_OPTIONS, new AbortController().signal, () => undefined);
  const problem = { type: "urn:chorus:problem:deadline-exceeded", title: "T", detail: "d", status: 504 };
  stream(PROGRESS, `event: problem\ndata: ${JSON.stringify(problem)}\n\n`);
  await expect(askTelling()).rejects.toMatchObject({ kind: "deadline-exceeded", waits: false });
  stream(PROGRESS);
  await expect(askTelling()).rejects.toMatchObject({ kind: "away", waits: true });
});
