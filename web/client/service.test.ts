/** The client and a running service together: the Python tests start one and name it in CHORUS_TEST_URL. */
import { expect, test } from "vitest";
import { ChorusClient, type Told } from "./chorus";

declare const process: { env: Record<string, string | undefined> };
const url = process.env["CHORUS_TEST_URL"];
/** A machine that runs tests may be shared. */
const PATIENCE_MILLISECONDS = 120_000;
const TEXT = "The 🌉 Lindhaven bridge reopened on Tuesday after two years of repairs.";

test.skipIf(!url)("what is cited stands where the citation says, in JavaScript's own offsets", async () => {
  const client = new ChorusClient(url ?? "");
  const summary = await client.summarize({ articles: [{ id: "a", text: TEXT }] });
  const citation = summary.sentences[0]?.citations[0];
  expect(citation?.cited_text).toBe(TEXT.slice(citation?.start, citation?.end));
  let last: Told | undefined;
  for await (const told of client.streamSummary({ articles: [{ id: "a", text: TEXT }] })) last = told;
  expect(last).toMatchObject({ event: "answer", data: { id: summary.id } });
  const lines = [];
  for await (const line of client.streamBatch([
    { id: "one", articles: [{ id: "a", text: TEXT }] },
    { id: "two", articles: [] },
  ])) lines.push(line);
  expect(lines).toMatchObject([{ id: "one", answer: { id: summary.id } }, { id: "two", line: 2, problem: { status: 422 } }]);
  expect((await client.group({ articles: [{ text: TEXT }] })).groups.length).toBe(1);
  expect((await client.cite({ text: TEXT, articles: [{ text: TEXT }] })).support).toBe(1);
  expect((await client.models()).encoder.name).toBe("hashing");
  await expect(client.summarize({ articles: [] })).rejects.toMatchObject({ status: 422 });
  await expect(client.jobs()).rejects.toMatchObject({ status: 404 });
}, PATIENCE_MILLISECONDS);
