/** What the page keeps over a reload: in this tab alone, and gone with it. */
import { FIRST_OPTIONS, type Reading } from "../service/types";

const NAME = "chorus.reading";

export const NOTHING_READ: Reading = { articles: [], options: FIRST_OPTIONS, answer: null, draft: "", checked: null };

/** The reading that an exported page carries, if this is one. */
export function findCarried(): Reading | null {
  const carried = document.getElementById("reading")?.textContent;
  return carried ? (JSON.parse(carried) as Reading) : null;
}

export function restore(): Reading {
  try {
    const kept = sessionStorage.getItem(NAME);
    return kept ? { ...NOTHING_READ, ...(JSON.parse(kept) as Partial<Reading>) } : NOTHING_READ;
  } catch {
    return NOTHING_READ;
  }
}

/** Whether it could be kept: a tab has room for some five million characters, the answer among them comes again. */
export function keep(reading: Reading): boolean {
  for (const kept of [reading, { ...reading, answer: null, checked: null }])
    try {
      sessionStorage.setItem(NAME, JSON.stringify(kept));
      return true;
    } catch {
      continue;
    }
  return false;
}
