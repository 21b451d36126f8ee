import { join } from "node:path";
import { shareableText } from "../../model/advisory/shareable";
import { checkChangedPath, checkPatches } from "../../model/bundle/patchRules";
import { isOpened, type CaseRecord, type Role } from "../../model/case";
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
import { hasCommitted, hasUncommittedChanges } from "../../tools/git/people";
import type { CasePlaces, Home } from "../../tools/home";
import { findContact, requireOwnKey } from "../../tools/pgp/keyStore";

/** Somebody the bundle is for. */
export interface Reader {
  readonly fingerprint: Fingerprint;
  /** Armored. */
  readonly certificate: string;
  readonly name: string;
  readonly mail?: string;
  readonly role: Role;
  /** Whether a person has compared the fingerprint. */
  readonly compared: boolean;
  /** Where the key came from. */
  readonly source: string;
}

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
 * `advisory-invalid`, `nothing-to-send`, `round-trip-differs`, `no-commit`, `base-unknown`
 */
export async function readBundleFacts(
  home: Home,
  caseId: string,
  wishes: { readonly to: readonly string[] },
): Promise<BundleFacts> {
  const { record, places } = await findCase(home, caseId);
  if (!isOpened(record)) throw unfinished(record);
  const own = await requireOwnKey(home);
  const range = await readFixRange(record, places);
  if (range.base === range.tip) throw nothingToSend(record);
  const { patches, authors, files } = await packInQuarantine(home, record, places, range);
  const [advisory, notes, roots, dirty] = await Promise.all([
    readTextIfThere(places.advisory),
    readIfThere(join(places.dir, "notes.md")),
    rootCommits(places.repository, range.base),
    hasUncommittedChanges(places.worktree),
  ]);
  return {
    record,
    own,
    readers: await readReaders(home, record, places, wishes.to, authors),
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

async function readReaders(
  home: Home,
  record: CaseRecord,
  places: CasePlaces,
  to: readonly string[],
  authors: readonly string[],
): Promise<Reader[]> {
  const readers = new Map<Fingerprint, Reader>();
  for (const wish of to.length > 0 ? to : reporterOf(record)) {
    const { fingerprint, certificate, name, mail, comparedAt, source } = await findContact(home, wish);
    const known = { fingerprint, certificate, name: name ?? mail ?? fingerprint, compared: comparedAt !== undefined, source };
    const role = await roleOf(record, places, { fingerprint, mail }, authors);
    readers.set(fingerprint, { ...known, ...(mail === undefined ? {} : { mail }), role });
  }
  const earlier = record.bundles.at(-1)?.recipients.map(({ fingerprint }) => fingerprint) ?? [];
  refuseSameNames(new Set([...readers.keys(), ...earlier]));
  return [...readers.values()];
}

function reporterOf({ id, reporter }: CaseRecord): [string] {
  const wish = reporter?.fingerprint ?? reporter?.mail;
  if (wish) return [wish];
  throw new EmbargoError(
    "key-missing",
    `The case ${id} has no reporter whose key is known.`,
    "Name the reader by mail address or fingerprint; import their key first with: embargo key import FILE.",
  );
}

/** Who wrote a part of the fix cannot confirm it; who committed to the public branch before is a maintainer. */
async function roleOf(
  { base, reporter }: CaseRecord,
  { repository }: CasePlaces,
  person: { readonly fingerprint: Fingerprint; readonly mail: string | undefined },
  authors: readonly string[],
): Promise<Role> {
  const mail = person.mail?.toLowerCase();
  if (mail !== undefined && authors.includes(mail)) return "other";
  const isReporter = reporter?.fingerprint
    ? reporter.fingerprint === person.fingerprint
    : mail !== undefined && reporter?.mail?.toLowerCase() === mail;
  if (isReporter) return "reporter";
  return mail !== undefined && (await hasCommitted(repository, base.commit, mail)) ? "maintainer" : "other";
}

/** Files are named after eight letters of the reader's fingerprint: two alike would overwrite each other. */
function refuseSameNames(fingerprints: ReadonlySet<Fingerprint>): void {
  if (new Set([...fingerprints].map((fingerprint) => fingerprint.slice(0, 8))).size === fingerprints.size) return;
  throw new EmbargoError(
    "key-ambiguous",
    "Two of the readers have fingerprints that begin alike; their files would have the same name.",
    "Ask one of them for another key.",
  );
}

function unfinished({ id }: CaseRecord): EmbargoError {
  return new EmbargoError(
    "case-unfinished",
    `Opening the case ${id} was interrupted.`,
    `Finish it first with: embargo open --id ${id}.`,
  );
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
