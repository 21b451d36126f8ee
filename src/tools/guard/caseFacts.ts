import { createHash } from "node:crypto";
import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import { asOid, type CaseId, type Oid } from "../../model/ids";
import { readTextIfThere, writeFileAtomic } from "../files";

/** What the guard knows of one case: `<home>/<project>/guard/<CASE>.json`, format `embargo-guard/2`, behind their sum. */
export interface CaseFacts {
  readonly format: "embargo-guard/2";
  readonly case: CaseId;
  /** Every commit that a branch, stash or reflog of the private repository ever named, sorted. */
  readonly tips: readonly Oid[];
  /** Where its branches stood: with `tips`, what tells whether these facts are still true. */
  readonly heads: readonly Oid[];
  /** Every commit of the case, amended and orphaned ones too. */
  readonly commits: readonly Oid[];
  /** The fix as it is now, oldest first: "commit 1 of the fix". */
  readonly fix: readonly Oid[];
  /** Trees and files that no public commit has, but for tiny ones. */
  readonly objects: readonly Oid[];
  /** Patch ids of the commits, each with its commit. */
  readonly patchIds: Readonly<Record<string, Oid>>;
  /** The patch id of the whole fix; absent when it is empty. */
  readonly seriesPatchId?: string;
  /** Added lines that the base does not have, squeezed, one character a byte. */
  readonly lines: readonly string[];
  /** Added lines that are no neighbours in the base (pairKey). */
  readonly pairs: readonly string[];
  /** Keys of changes, without and with their path (features.ts). */
  readonly hunks: readonly string[];
  readonly placedHunks: readonly string[];
  /** Every path that the case touches, as git prints it. */
  readonly paths: readonly string[];
  /** The changes that have too few telling lines to be known by them alone. */
  readonly thin: readonly ThinChange[];
  /** Lines as the first stage sees them, which stand in every copy of what `lines` does not find. */
  readonly marks: readonly string[];
}

/** A change of so few telling lines that its place counts too. */
export interface ThinChange {
  readonly placedHunks: readonly string[];
  /** Telling lines that it takes away, each with its path (removedKey). */
  readonly removed: readonly string[];
  /** Its files, and the functions it changes: whatever else happens there is asked about. */
  readonly paths: readonly string[];
  readonly functions: readonly string[];
}

/** The lists of texts among the facts. */
const LISTS = [
  ...(["tips", "heads", "commits", "fix", "objects", "lines", "pairs"] as const),
  ...(["hunks", "placedHunks", "paths", "marks"] as const),
];
const THIN_LISTS = ["placedHunks", "removed", "paths", "functions"] as const;

/**
 * The facts as they are kept; `undefined` when there are none.
 *
 * @throws EmbargoError `case-damaged` when the file is not one of ours
 */
export async function readCaseFacts(folder: string, id: CaseId): Promise<CaseFacts | undefined> {
  const text = await readTextIfThere(fileOf(folder, id));
  return text === undefined ? undefined : parseCaseFacts(text, id);
}

/**
 * The tips that kept facts name, also where those are damaged or from before their sum: a stash that was dropped is named
 * nowhere else. Of a damaged name nothing is known; there may be ids that the private repository does not have.
 */
export async function readKeptTips(folder: string, id: CaseId): Promise<Oid[]> {
  const text = (await readTextIfThere(fileOf(folder, id))) ?? "";
  const [, tips = ""] = /\[([^\]]*)/.exec(text) ?? []; // the first list, whatever became of what stands around it
  return tips.split(/[",]+/).flatMap((word) => asOid(word) ?? []);
}

/** Keeps the facts. Throws `disk-full`, `home-unwritable`. */
export async function writeCaseFacts(folder: string, facts: CaseFacts): Promise<void> {
  await writeFileAtomic(fileOf(folder, facts.case), factsText(facts));
}

/** Facts as text: JSON whose first key is the SHA-256 of what follows it. */
export function factsText(facts: CaseFacts): string {
  const rest = `${JSON.stringify(facts).slice(1)}\n`;
  return `${headOf(rest)}${rest}`;
}

/** With one line gone wrong nobody would ever look for it again. */
function headOf(rest: string): string {
  return `{"sha256":"${createHash("sha256").update(rest).digest("hex")}",`;
}

/**
 * Reads facts from text. A file that was cut or has one byte wrong is refused here; since facts can always be made again,
 * its reader may go on.
 *
 * @throws EmbargoError `case-damaged`
 */
export function parseCaseFacts(text: string, id: CaseId): CaseFacts {
  const rest = text.slice(text.indexOf(",") + 1);
  const facts = parseJson(text) as Partial<Record<keyof CaseFacts, unknown>> | undefined;
  const isWhole =
    text === `${headOf(rest)}${rest}` &&
    facts?.format === "embargo-guard/2" &&
    facts.case === id &&
    typeof facts.patchIds === "object" &&
    facts.patchIds !== null &&
    LISTS.every((name) => isTextList(facts[name])) &&
    Array.isArray(facts.thin) &&
    facts.thin.every((change: ThinChange | null) => THIN_LISTS.every((name) => isTextList(change?.[name])));
  if (isWhole) return facts as CaseFacts;
  throw new EmbargoError(
    "case-damaged",
    `What the guard keeps about case ${id} cannot be read.`,
    "It is made anew from the private repository at the next push or with: embargo guard install",
  );
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

function fileOf(folder: string, id: CaseId): string {
  return join(folder, `${id}.json`);
}
