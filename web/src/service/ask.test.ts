// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { FIRST_OPTIONS } from "./types";
import type { Told } from "./progress";
import { askSummary, namePointer, Trouble } from "./ask";

afterEach(() => vi.unstubAllGlobals());

const told: Told[] = [];
const ask = () =>
  askSummary([{ id: "north", text: "" }], FIRST_OPTIONS, new AbortController().signal, (one) => void told.push(one));

function answer(status: number, body: string): void {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status })));
}

/** Answers with events, cut where a network might: inside a line, and inside a letter of two bytes. */
function stream(...events: [string, object][]): void {
  const text = events.map(([name, data]) => `: ping\n\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join("");
  const bytes = new TextEncoder().encode(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, place) => bytes.slice(place * 7, place * 7 + 7));
  const body = new ReadableStream({
    start(control) {
      for (const piece of pieces) control.enqueue(piece);
      control.close();
    },
  });
  vi.stubGlobal("fetch", () =>
    Promise.resolve({ ok: true, body, headers: new Headers({ "content-type": "text/event-stream; charset=utf-8" }) }),
  );
}

test("what is told on the way is heard, and the answer is the last of it", async () => {
  told.length = 0;
  const sentence = { group_id: "g1", text: "Zürich é", status: "verbatim" };
  stream(["progress", { stage: "embed", done: 1, total: 2 }], ["sentence", sentence], ["answer", { id: "sum_1" }]);
  await expect(ask()).resolves.toEqual({ id: "sum_1" });
  expect(told).toEqual([
    { event: "progress", stage: "embed", done: 1, total: 2 },
    { event: "sentence", ...sentence },
  ]);
});

test("a problem on the way is told as one that comes at once", async () => {
  stream(["problem", { type: "urn:chorus:problem:deadline", title: "Too late", status: 503, detail: "60 s", errors: [] }]);
  await expect(ask()).rejects.toMatchObject({ title: "Too late", details: ["60 s"], kind: "deadline", waits: true });
});

test("a stream that ends without an answer is waited for", async () => {
  stream(["progress", { stage: "embed", done: 1, total: 2 }]);
  await expect(ask()).rejects.toMatchObject({ kind: "away", waits: true });
});

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
  const share = [{ pointer: "/length/value", detail: "no usable sentence fits 0.01 fraction; the smallest possible value is 0.0123" }];
  answer(422, JSON.stringify({ type: "urn:chorus:problem:length-too-short", title: "T", detail: "d", errors: share }));
  await expect(ask()).rejects.toMatchObject({ smallest: 0.0123 });
});

test("a service that is away is waited for", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("refused")));
  await expect(ask()).rejects.toMatchObject({ kind: "away", waits: true });
});

test("what is no answer of Chorus is said to be none", async () => {
  answer(502, "<html>");
  await expect(ask()).rejects.toBeInstanceOf(Trouble);
});
