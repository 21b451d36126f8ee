import type { Instant } from "../model/ids";

const PARTS = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" } as const;

/** An instant for people, in UTC and, where it differs, in the time of this machine: `21 Nov 2026, 14:05 UTC (15:05 here)`. */
export function inWords(instant: Instant): string {
  const date = new Date(instant);
  const utc = new Intl.DateTimeFormat("en-GB", { ...PARTS, timeZone: "UTC" }).format(date);
  if (date.getTimezoneOffset() === 0) return `${utc} UTC`;
  const here = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(date);
  return `${utc} UTC (${here} here)`;
}
