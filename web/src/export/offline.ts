import { address } from "../service/ask";
import type { Reading } from "../service/types";

export const PLACE = "<template data-reading></template>";
/** Where an exported page carries what it shows; the service's empty one has this in its place. */

/** This very page with what it shows, in one file that asks nobody for anything. */
export async function writeOffline(reading: Reading): Promise<string> {
  const response = await fetch(address("page/offline.html"));
  if (!response.ok) throw new Error("The service does not answer; the page can be exported once it does.");
  return carry(await response.text(), reading);
}

/** `page` with `reading` in it. No text of it can end the element that holds it. */
export function carry(page: string, reading: Reading): string {
  const data = JSON.stringify(reading)
    .replace(/</g, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
  return page.replace(PLACE, () => `<script type="application/json" id="reading">${data}</script>`);
}
