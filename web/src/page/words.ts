/** Numbers and times as people write them. */

/** "1 source", "3 sources". */
export function count(number: number, thing: string, things = `${thing}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? thing : things}`;
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** A moment as its outlet's clock showed it, which is how the service tells it; a date without a time as that day. */
export function tellTime(iso: string | null | undefined): string {
  const [, day, clock] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?/i.exec(iso ?? "") ?? [];
  const moment = Date.parse(day ?? "");
  if (Number.isNaN(moment)) return "";
  return [DAY.format(moment), clock].filter(Boolean).join(", ");
}

/** "a, b and 3 more". */
export function list(names: string[], most = 3): string {
  const shown = names.slice(0, most);
  if (names.length > most) return `${shown.join(", ")} and ${names.length - most} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : (shown[0] ?? "");
}

/** Whether a text opens or ends as a quotation, so that marks around it would be doubled. */
export function isQuoted(text: string): boolean {
  return /^\s*["“„«‘'「『]|["”»’'」』]\s*$/u.test(text);
}

const LONG_VALUE = 40;

/** That a newer value took a place's: which one, where it is no whole wording. */
export function tellNewer(value: string): string {
  return value.length > LONG_VALUE ? "an older report" : `newer: ${value}`;
}
