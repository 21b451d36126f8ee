import { EmbargoError } from "../errors";

/** The one directory of the archive; paths in the manifest are relative to it. */
export const ARCHIVE_FOLDER = "embargo/";
export const MANIFEST_PATH = "manifest.json";
export const REPLY_PATH = "REPLY.txt";
export const README_PATH = "README.txt";

const REQUIRED = [README_PATH, REPLY_PATH, MANIFEST_PATH];
const OPTIONAL = ["advisory.md", "notes.md"];
const MOST_FILES = 2000;
const LONGEST_NAME = 100;
const PATCH = /^patches\/(?<branch>\d\d)-[A-Za-z0-9._-]*(?<!\.)\/(?<patch>\d{4})-[A-Za-z0-9._-]*\.patch$/;
const GIT_BUNDLE = /^bundles\/(?<branch>\d\d)-[A-Za-z0-9._-]*\.bundle$/;

/**
 * Refuses every set of paths but those of a bundle (FORMAT section 3): the three required files, the two optional ones, and
 * branches numbered from 01 without gaps, each one folder of patches numbered from 0001 or one git bundle. The pattern
 * leaves no room for names that are reserved on Windows or differ only in case.
 *
 * @throws EmbargoError `archive`
 */
export function checkLayout(paths: readonly string[]): void {
  if (paths.length > MOST_FILES) throw refusal(`it has ${paths.length} files; at most ${MOST_FILES} are read`);
  for (const path of REQUIRED) if (!paths.includes(path)) throw refusal(`${path} is missing`);
  const payloads = paths.filter((path) => !REQUIRED.includes(path) && !OPTIONAL.includes(path));
  const branches = new Set<string>();
  const numbers = new Set<string>();
  for (const path of payloads) {
    const { branch, patch } = (PATCH.exec(path) ?? GIT_BUNDLE.exec(path))?.groups ?? {};
    if (!branch) throw refusal("it holds a file that does not belong there");
    branches.add(payloadOf(path));
    numbers.add(`${branch}/${patch ?? "0001"}`);
  }
  if (paths.some((path) => ARCHIVE_FOLDER.length + path.length > LONGEST_NAME)) throw refusal("a name is too long");
  if (numbers.size !== payloads.length || new Set(paths).size !== paths.length)
    throw refusal("a number or name is twice");
  if (![...branches].sort(byBranch).every((payload, index) => branchNumber(payload) === index + 1)) {
    throw refusal("its branches are not numbered from 01 without gaps");
  }
  for (const payload of branches) checkPatchNumbers(payloads.filter((path) => payloadOf(path) === payload));
}

/** What stands for a branch in the manifest: the folder of its patches, or its git bundle. */
export function payloadOf(path: string): string {
  return path.startsWith("patches/") ? path.slice(0, path.lastIndexOf("/")) : path;
}

/** The branch number NN of `patches/NN-…` or `bundles/NN-…`. */
export function branchNumber(payload: string): number {
  return Number(payload.slice("patches/".length, "patches/NN".length));
}

function checkPatchNumbers(paths: readonly string[]): void {
  const inOrder = paths.map((path) => Number(PATCH.exec(path)?.groups?.patch ?? 1)).sort((a, b) => a - b);
  if (!inOrder.every((number, index) => number === index + 1)) {
    throw refusal("the patches of a branch are not numbered from 0001 without gaps");
  }
}

function byBranch(a: string, b: string): number {
  return branchNumber(a) - branchNumber(b);
}

function refusal(reason: string): EmbargoError {
  return new EmbargoError(
    "archive",
    `The archive inside the file is not one of a bundle: ${reason}.`,
    "Nothing of it was unpacked. Ask the sender to make the bundle again with Embargo.",
  );
}
