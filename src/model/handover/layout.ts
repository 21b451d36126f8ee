import { byteText } from "../bundle/bytes";
import { MANIFEST_PATH } from "../bundle/layout";
import { EmbargoError } from "../errors";

export const CASE_PATH = "case.json";
export const FIX_PATH = "fix.bundle";

const REQUIRED = ["README.txt", CASE_PATH, MANIFEST_PATH];
const OPTIONAL = ["advisory.md", FIX_PATH, "notes.md", "report.eml"];
/** Logs by writer, certificates by fingerprint, what was sent by version, answers as they came. */
const NUMBERED =
  /^(?:log\/[0-9a-f]{12}\.jsonl|contacts\/(?:[0-9A-F]{40}|[0-9A-F]{64})\.asc|sent\/v[1-9]\d{0,3}\.tar|answers\/[A-Za-z0-9][A-Za-z0-9.-]{0,79}\.answer\.gpg)$/;
const MOST_FILES = 2000;
const HANDOVER_START = '{\n "format": "embargo-handover/';

/** Whether an archive says of itself that it is a hand-over, before anything else of it is believed. */
export function isHandover(files: readonly { readonly path: string; readonly content: Uint8Array }[]): boolean {
  const manifest = files.find(({ path }) => path === MANIFEST_PATH)?.content;
  return manifest !== undefined && byteText(manifest.subarray(0, HANDOVER_START.length)) === HANDOVER_START;
}

/**
 * Refuses every set of paths but those of a hand-over. The patterns leave no room for names that are reserved on Windows
 * or leave their folder.
 *
 * @throws EmbargoError `archive`
 */
export function checkHandoverLayout(paths: readonly string[]): void {
  if (paths.length > MOST_FILES) throw refusal(`it has ${paths.length} files; at most ${MOST_FILES} are read`);
  for (const path of REQUIRED) if (!paths.includes(path)) throw refusal(`${path} is missing`);
  if (new Set(paths.map((path) => path.toLowerCase())).size !== paths.length) throw refusal("a name is twice");
  const known = [...REQUIRED, ...OPTIONAL];
  if (!paths.every((path) => known.includes(path) || NUMBERED.test(path))) {
    throw refusal("it holds a file that does not belong there");
  }
}

function refusal(reason: string): EmbargoError {
  return new EmbargoError(
    "archive",
    `The archive inside the file is not one of a hand-over: ${reason}.`,
    "Nothing of it was unpacked. Ask the sender to make it again with Embargo.",
  );
}
