import { join } from "node:path";
import { shareableText } from "../../model/advisory/shareable";
import { requireOpened, type CaseRecord } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import type { Fingerprint, Oid } from "../../model/ids";
import { findCase } from "../../tools/cases/store";
import { readTextIfThere } from "../../tools/files";
import { readBranchRange, readFixRange, type PrivateBranch } from "../../tools/git/fixRange";
import { openQuarantine } from "../../tools/git/quarantine";
import { rootCommits } from "../../tools/git/repository";
import { hasUncommittedChanges } from "../../tools/git/worktreeState";
import type { CasePlaces, Home } from "../../tools/home";
import { keyNotices } from "../../tools/pgp/keyNotices";
import { requireOwnKey } from "../../tools/pgp/keyStore";
import { branchesToSend } from "./branches";
import { questionsOf, type Notes, type NotesWishes } from "./notes";
import { packBranch, type PackedBranch } from "./packBranch";
import { readReaders, type Reader } from "./readers";
import { readSinceLast, type SinceLast } from "./sinceLast";

/** What the person asked for. */
export interface BundleWishes {
  /** Mail addresses or full fingerprints of contacts; when empty and no passphrase is wanted, the reporter of the case. */
  readonly to: readonly string[];
  /** Whether one file opens with a passphrase, for a reader without a key. */
  readonly passphrase?: boolean;
  /** Branches besides the fix; absent: those of the newest version. */
  readonly branches?: readonly PrivateBranch[];
  readonly notes?: NotesWishes;
}

/** Everything the plan of a bundle is made from. The branches have come through the maker's own round trip. */
export interface BundleFacts {
  readonly record: CaseRecord;
  readonly own: { readonly fingerprint: Fingerprint; readonly certificate: string };
  readonly readers: readonly Reader[];
  /** The fix first. */
  readonly branches: readonly PackedBranch[];
  /** Of all bases, sorted. */
  readonly rootCommits: readonly Oid[];
  readonly notes: Notes;
  readonly advisory?: Uint8Array;
  readonly hasUncommittedChanges: boolean;
  /** What the keys in play want soon, each a sentence with what to do. */
  readonly keyNotices: readonly string[];
}

/** How a face watches and stops the reading, which packs and may take a while. */
export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Called with half a sentence. */
  readonly onProgress?: (doing: string) => void;
}

/**
 * Reads what a bundle of the case would hold and who would get it, packs the branches and applies them once as a reader will.
 *
 * @throws EmbargoError `case-missing`, `case-unfinished`, `own-key-missing`, `key-missing`, `key-ambiguous`,
 * `key-unusable`, `advisory-invalid`, `nothing-to-send`, `round-trip-differs`, `no-commit`, `base-unknown`, `cancelled`
 */
export async function readBundleFacts(
  home: Home,
  caseId: string,
  wishes: BundleWishes,
  options: ReadOptions = {},
): Promise<BundleFacts> {
  const { record, places } = await findCase(home, caseId);
  requireOpened(record);
  const own = await requireOwnKey(home);
  const { branches, sinceLast } = await pack(home, record, places, wishes, options);
  const authors = branches.flatMap((branch) => branch.authors);
  const readers = await readReaders(home, { record, places, authors }, wishes);
  const bases = [...new Set(branches.map(({ fix }) => fix.base))];
  const [advisory, more, roots, dirty, notices] = await Promise.all([
    readTextIfThere(places.advisory),
    readTextIfThere(join(places.dir, "notes.md")),
    Promise.all(bases.map((base) => rootCommits(places.repository, base))),
    hasUncommittedChanges(places.worktree),
    keyNotices(home),
  ]);
  const asked = { askCredit: record.reporter !== undefined, ...wishes.notes };
  const inPlay = new Set<string>([own.fingerprint, ...readers.map((reader) => reader.fingerprint)]);
  return {
    record,
    own,
    readers,
    branches,
    rootCommits: [...new Set(roots.flat())].sort(),
    notes: {
      ...(sinceLast ? { sinceLast } : {}),
      ...(asked.test?.trim() ? { test: asked.test.trim() } : {}),
      questions: questionsOf(asked),
      ...(more?.trim() ? { more } : {}),
    },
    ...(advisory === undefined ? {} : { advisory: new TextEncoder().encode(shareableText(advisory)) }),
    hasUncommittedChanges: dirty,
    keyNotices: notices
      .filter(({ fingerprint }) => inPlay.has(fingerprint))
      .map(({ sentence, hint }) => `Note: ${sentence}. ${hint}`),
  };
}

/** Packs every branch in one quarantine, and compares it with what was sent last. */
async function pack(
  home: Home,
  record: CaseRecord,
  places: CasePlaces,
  wishes: BundleWishes,
  { signal, onProgress }: ReadOptions,
): Promise<{ branches: PackedBranch[]; sinceLast: SinceLast | undefined }> {
  const objects = join(places.repository, "objects");
  const wanted = branchesToSend(record, wishes.branches);
  const quarantine = await openQuarantine(home, record.project.objectFormat, objects, signal);
  try {
    const branches: PackedBranch[] = [];
    for (const [index, branch] of wanted.entries()) {
      const range = await (index === 0 ? readFixRange(record, places) : readBranchRange(places, branch));
      if (range.base === range.tip) throw nothingToSend(branch);
      onProgress?.(`packing ${branch.name}`);
      branches.push(await packBranch(quarantine, branch, range));
    }
    const newest = record.bundles.at(-1);
    const sinceLast = newest && (await readSinceLast(quarantine, newest, branches));
    return { branches, sinceLast };
  } finally {
    await quarantine.close();
  }
}

function nothingToSend({ ref, name }: PrivateBranch): EmbargoError {
  return new EmbargoError(
    "nothing-to-send",
    `The branch ${ref} has no commit yet that the public branch ${name} does not have.`,
    "Commit in the private worktree, then make the bundle again.",
  );
}
