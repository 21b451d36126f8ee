import { join } from "node:path";
import { shareableText } from "../../model/advisory/shareable";
import { checkChangedPath, checkPatches } from "../../model/bundle/patchRules";
import { requireOpened, type CaseRecord } from "../../model/case";
import { asEmbargoError, EmbargoError } from "../../model/errors";
import type { Fingerprint, Oid } from "../../model/ids";
import { findCase } from "../../tools/cases/store";
import { readIfThere, readTextIfThere } from "../../tools/files";
import { applyMails, readMails } from "../../tools/git/applyPatches";
import { readFixRange, type FixRange } from "../../tools/git/fixRange";
import { cannotCarry, formatPatch, listSeries, slugOf } from "../../tools/git/patches";
import { openQuarantine, type Quarantine } from "../../tools/git/quarantine";
import { rootCommits } from "../../tools/git/repository";
import { diffTrees, type TreeChange } from "../../tools/git/trees";
import { hasUncommittedChanges } from "../../tools/git/worktreeState";
import type { CasePlaces, Home } from "../../tools/home";
import { requireOwnKey } from "../../tools/pgp/keyStore";
import { readReaders, type Reader } from "./readers";

/** One commit as a mail, and what its file name says. */
export interface Patch {
  readonly slug: string;
  readonly empty: boolean;
  readonly content: Uint8Array;
}

/** Everything the plan of a bundle is made from. The patches have come through the maker's own round trip. */
export interface BundleFacts {
  readonly record: CaseRecord;
  readonly own: { readonly fingerprint: Fingerprint; readonly certificate: string };
  readonly readers: readonly Reader[];
  /** The branch the fix is for. */
  readonly branch: string;
  readonly branchSlug: string;
  readonly rootCommits: readonly Oid[];
  readonly fix: FixRange & { readonly commits: number; readonly files: number; readonly tests: number };
  readonly patches: readonly Patch[];
  readonly advisory?: Uint8Array;
  readonly notes?: Uint8Array;
  readonly hasUncommittedChanges: boolean;
}

/**
 * Reads what a bundle of the case would hold and who would get it, packs the patches and applies them once as a reader will.
 *
 * @param wishes.to - mail addresses or full fingerprints of contacts; when empty, the reporter of the case
 * @throws EmbargoError `case-missing`, `case-unfinished`, `own-key-missing`, `key-missing`, `key-ambiguous`,
 * `key-unusable`, `advisory-invalid`, `nothing-to-send`, `round-trip-differs`, `no-commit`, `base-unknown`
 */
export async function readBundleFacts(
  home: Home,
  caseId: string,
  wishes: { readonly to: readonly string[] },
): Promise<BundleFacts> {
  const { record, places } = await findCase(home, caseId);
  requireOpened(record);
  const own = await requireOwnKey(home);
  const range = await readFixRange(record, places);
  if (range.base === range.tip) throw nothingToSend(record);
  const { patches, authors, files } = await packInQuarantine(home, record, places, range);
  const readers = await readReaders(home, { record, places, authors }, wishes.to);
  const [advisory, notes, roots, dirty] = await Promise.all([
    readTextIfThere(places.advisory),
    readIfThere(join(places.dir, "notes.md")),
    rootCommits(places.repository, range.base),
    hasUncommittedChanges(places.worktree),
  ]);
  return {
    record,
    own,
    readers,
    branch: record.base.branch,
    branchSlug: slugOf(record.base.branch, 24),
    rootCommits: roots,
    fix: { ...range, commits: patches.length, files: files.length, tests: files.filter(isTest).length },
    patches,
    ...(advisory === undefined ? {} : { advisory: new TextEncoder().encode(shareableText(advisory)) }),
    ...(notes ? { notes: new Uint8Array(notes) } : {}),
    hasUncommittedChanges: dirty,
  };
}

interface Packed {
  readonly patches: readonly Patch[];
  readonly authors: readonly string[];
  readonly files: readonly string[];
}

async function packInQuarantine(home: Home, record: CaseRecord, places: CasePlaces, range: FixRange): Promise<Packed> {
  const objects = join(places.repository, "objects");
  const quarantine = await openQuarantine(home, record.project.objectFormat, objects);
  try {
    const series = await listSeries(quarantine, range.base, range.tip);
    const patches: Patch[] = [];
    for (const { oid, slug, empty } of series) {
      patches.push({ slug, empty, content: await formatPatch(quarantine, oid) });
    }
    const changes = await roundTrip(quarantine, range, patches);
    return {
      patches,
      authors: series.map(({ authorMail }) => authorMail.toLowerCase()),
      files: changes.map(({ path }) => path),
    };
  } finally {
    await quarantine.close();
  }
}

/** Does what the reader will do, and says what changes; nothing that fails here is handed out. */
async function roundTrip(quarantine: Quarantine, range: FixRange, patches: readonly Patch[]): Promise<TreeChange[]> {
  const contents = patches.map(({ content }) => content);
  try {
    await checkPatches(contents);
    const tree = await applyMails(quarantine, range.base, await readMails(quarantine, contents));
    if (tree !== range.tree) throw cannotCarry("what a reader would get from them is another tree");
    const changes = await diffTrees(quarantine, range.baseTree, tree);
    for (const { path, status, newMode } of changes) if (status !== "deleted") checkChangedPath(path, newMode);
    return changes;
  } catch (error) {
    const { code, message } = asEmbargoError(error);
    if (code !== "patch-fails") throw error;
    throw cannotCarry(`a reader would refuse them (${message.replace(/\.$/, "")})`);
  }
}

function nothingToSend({ id }: CaseRecord): EmbargoError {
  return new EmbargoError(
    "nothing-to-send",
    `The fix of case ${id} has no commit yet.`,
    "Commit it in the private worktree, then make the bundle again.",
  );
}

function isTest(path: string): boolean {
  return /(?:^|[/._-])(?:tests?|specs?|__tests__)(?:[/._-]|$)/i.test(path);
}
