import { join } from "node:path";
import { caseCollisions, pathWarnings, type ReviewWarning } from "../../model/bundle/changedPath";
import { checkChangedPath } from "../../model/bundle/patchRules";
import { caseBranch, requireOpened, type CaseRecord, type Person } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import { findCase } from "../../tools/cases/store";
import {
  commitForeignSeries,
  packSeries,
  readForeignBundle,
  readForeignMails,
  type Committer,
  type ForeignCommit,
} from "../../tools/git/foreignSeries";
import { openQuarantine, type Quarantine } from "../../tools/git/quarantine";
import { gitText } from "../../tools/git/run";
import { diffTrees, listPaths, type TreeChange } from "../../tools/git/trees";
import { branchTip, requireWorktree } from "../../tools/git/worktrees";
import { hasUncommittedChanges } from "../../tools/git/worktreeState";
import type { CasePlaces, Home } from "../../tools/home";
import type { Decrypt } from "../../tools/mail/readMail";
import { unwrap, type Source, type Unwrapped } from "./sources";

/** The branches of an Embargo bundle that passed every check of a review. Handed in, because stages do not know each other. */
export interface ReviewedSeries {
  readonly from: Person;
  /** The commits as mails; empty for a git bundle. */
  readonly patches: readonly Uint8Array[];
  readonly gitBundle?: Uint8Array;
}

/** What the person wants to take in. */
export interface AdoptWishes {
  /** In the order they were named. */
  readonly files: readonly Source[];
  /** Who wrote it; the reporter of the case when absent. */
  readonly from?: Person;
  readonly decrypt: Decrypt;
  /** Instead of `files`: a bundle, reviewed. */
  readonly reviewed?: ReviewedSeries;
}

/** A series as it would stand in the private worktree; nothing has touched it yet. */
export interface AdoptFacts {
  readonly record: CaseRecord;
  readonly places: CasePlaces;
  readonly from: Person;
  readonly files: readonly Source[];
  readonly commits: readonly ForeignCommit[];
  /** Mails that brought no change, such as a cover letter. */
  readonly leftOut: number;
  /** The tip it goes on top of, and the one it leads to. */
  readonly base: Oid;
  readonly tip: Oid;
  readonly pack: Uint8Array;
  readonly changes: readonly TreeChange[];
  readonly warnings: readonly ReviewWarning[];
}

/**
 * Applies somebody else's series on top of the fix in a quarantine, with every check that a review makes of paths and sizes.
 *
 * @throws EmbargoError `patch-fails`, `too-large`, `case-missing`, `case-unfinished`, `worktree-missing`, `busy` for a worktree
 *   with changes or on another branch, `usage` when nobody is named, `mail-invalid`, and what `decrypt` throws
 */
export async function readAdoptFacts(home: Home, caseId: string, wishes: AdoptWishes): Promise<AdoptFacts> {
  const { record, places } = await findCase(home, caseId);
  requireOpened(record);
  await refuseBusyWorktree(record, places);
  const from = wishes.reviewed?.from ?? wishes.from ?? record.reporter;
  if (!from) throw nobodyNamed();
  const { commit: base, tree: before } = await branchTip(record, places);
  const quarantine = await openQuarantine(home, record.project.objectFormat, join(places.repository, "objects"));
  try {
    const mails = await readSeries(quarantine, wishes, { name: from.name, mail: from.mail ?? "unknown@invalid" });
    const commits = mails.filter(({ diff }) => diff !== undefined);
    if (commits.length === 0) throw noChange();
    const by = { committer: await readCommitter(places), trailer: `Embargo: ${record.id}` };
    const { tip, tree } = await commitForeignSeries(quarantine, base, commits, by);
    const changes = await diffTrees(quarantine, before, tree);
    for (const { path, status, newMode } of changes) if (status !== "deleted") checkChangedPath(path, newMode);
    return {
      record,
      places,
      from,
      files: wishes.files,
      commits,
      leftOut: mails.length - commits.length,
      base,
      tip,
      pack: await packSeries(quarantine, base, tip),
      changes,
      warnings: warningsOf(changes, await listPaths(quarantine, before)),
    };
  } finally {
    await quarantine.close();
  }
}

async function readSeries(
  quarantine: Quarantine,
  { files, decrypt, reviewed }: AdoptWishes,
  sender: { readonly name: string; readonly mail: string },
): Promise<ForeignCommit[]> {
  if (reviewed) {
    const mails = reviewed.gitBundle ? await readForeignBundle(quarantine, reviewed.gitBundle) : reviewed.patches;
    return readAll(quarantine, mails, true);
  }
  const found: Unwrapped[] = [];
  for (const file of files) found.push(...(await unwrap(file, decrypt, sender)));
  const inOrder = found.every(({ number }) => number !== undefined)
    ? [...found].sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
    : found;
  const commits: ForeignCommit[] = [];
  for (const { kind, bytes } of inOrder) {
    const mails = kind === "git-bundle" ? await readForeignBundle(quarantine, bytes) : [bytes];
    commits.push(...(await readAll(quarantine, mails, kind === "git-bundle")));
  }
  return commits;
}

async function readAll(quarantine: Quarantine, mails: readonly Uint8Array[], keep: boolean): Promise<ForeignCommit[]> {
  const commits: ForeignCommit[] = [];
  for (const mail of mails) commits.push(...(await readForeignMails(quarantine, mail, keep)));
  return commits;
}

function warningsOf(changes: readonly TreeChange[], paths: readonly string[]): ReviewWarning[] {
  const touched = new Set(changes.flatMap(({ path, oldPath }) => [path, oldPath]));
  const others = paths.filter((path) => !touched.has(path));
  const kept = changes.filter(({ status }) => status !== "deleted").map(({ path }) => path);
  return [...changes.flatMap((change) => pathWarnings(change)), ...caseCollisions(kept, undefined, others)];
}

async function readCommitter({ worktree }: CasePlaces): Promise<Committer> {
  const ident = await gitText(["var", "GIT_COMMITTER_IDENT"], { cwd: worktree });
  const [, name = "", mail = ""] = /^(.*) <([^>]*)> \d+ [+-]\d{4}$/.exec(ident) ?? [];
  return { name, mail };
}

async function refuseBusyWorktree(record: CaseRecord, places: CasePlaces): Promise<void> {
  await requireWorktree(places, record.id);
  const head = await gitText(["rev-parse", "--symbolic-full-name", "HEAD"], { cwd: places.worktree });
  const isElsewhere = head !== `refs/heads/${caseBranch(record.id)}`;
  if (!isElsewhere && !(await hasUncommittedChanges(places.worktree))) return;
  throw new EmbargoError(
    "busy",
    isElsewhere
      ? `The private worktree of ${record.id} is not on its branch: a rebase, or another checkout.`
      : `The private worktree of ${record.id} has changes that are not committed.`,
    isElsewhere
      ? `Finish it, or go back: git switch ${caseBranch(record.id)}.`
      : "Commit them or put them away, then take the patch in.",
  );
}

function nobodyNamed(): EmbargoError {
  return new EmbargoError(
    "usage",
    "The case has no reporter, and nobody else is named as who wrote the patch.",
    'Name them: --from "Name <mail>".',
  );
}

function noChange(): EmbargoError {
  return new EmbargoError(
    "patch-fails",
    "None of the files brings a change.",
    "Ask for the output of git format-patch, attached to a mail or encrypted, or for a git bundle.",
  );
}
