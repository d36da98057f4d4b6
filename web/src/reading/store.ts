/** What the page keeps over a reload: in this tab alone, and gone with it. */
import { FIRST_OPTIONS, type Reading } from "../service/types";

/** Another name for another form, so that what an older page kept is not read. */
const NAME = "chorus.reading.2";

export const NOTHING_READ: Reading = {
  articles: [],
  options: FIRST_OPTIONS,
  answer: null,
  answered: null,
  pasted: "",
  asked: "",
  draft: "",
  checked: null,
};

/** The reading that an exported page carries, if this is one. */
export function findCarried(): Reading | null {
  const carried = document.getElementById("reading")?.textContent;
  return carried ? { ...NOTHING_READ, ...(JSON.parse(carried) as Partial<Reading>) } : null;
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
  for (const kept of [reading, { ...reading, answer: null, answered: null, checked: null }])
    try {
      sessionStorage.setItem(NAME, JSON.stringify(kept));
      return true;
    } catch {
      continue;
    }
  return false;
}
