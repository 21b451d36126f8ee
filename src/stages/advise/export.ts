import { parseAdvisory, type Advisory } from "../../model/advisory/advisory";
import { checkAdvisory } from "../../model/advisory/lintRules";
import { EmbargoError } from "../../model/errors";
import { exportMarkdown } from "./markdown";
import { exportOsv } from "./osv";

const WRITERS = {
  osv: exportOsv,
  markdown: exportMarkdown,
} as const satisfies Record<string, (advisory: Advisory, now: Date) => string>;

/** What an advisory can be exported as. */
export type ExportFormat = keyof typeof WRITERS;

/** Whether `word` names a format. */
export function isExportFormat(word: string): word is ExportFormat {
  return Object.hasOwn(WRITERS, word);
}

/**
 * The text of an `advisory.md` in another format. Only what would give something away or break the format stops it; an
 * unfinished advisory is exported as far as it is written.
 *
 * @param now - the instant of the export (default: the clock)
 * @throws EmbargoError `findings`, naming rules and lines but nothing of the text
 */
export async function exportAdvisory(text: string, format: ExportFormat, now = new Date()): Promise<string> {
  const advisory = await parseAdvisory(text);
  const stopping = checkAdvisory(advisory, "publish", now).filter(({ stopsExport }) => stopsExport);
  if (stopping.length > 0) {
    const places = stopping.slice(0, 5).map(({ rule, line }) => `${rule} in line ${line}`);
    const more = stopping.length > places.length ? ` and ${stopping.length - places.length} more` : "";
    throw new EmbargoError(
      "findings",
      `The advisory was not exported: ${places.join(", ")}${more}.`,
      "See what is wrong with: embargo advisory lint --publish FILE",
    );
  }
  return WRITERS[format](advisory, now);
}
