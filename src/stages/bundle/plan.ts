import type { Manifest } from "../../model/bundle/manifest";
import type { BundleFile } from "../../model/bundle/tar";
import type { BundledBranch, BundleRecord } from "../../model/case";
import { groupFingerprint, type CaseId } from "../../model/ids";
import type { Plan, Step } from "../../model/plan";
import type { BundleFacts } from "./facts";
import { branchOf, bundleName, listedFiles } from "./payload";
import { QUESTIONS } from "./readme";
import type { Reader } from "./readers";

/** A version that is still to be made: everything of it but the date. */
export interface NewVersion {
  readonly manifest: Omit<Manifest, "format" | "created" | "files">;
  readonly listed: readonly BundleFile[];
  readonly branches: readonly BundledBranch[];
}

/** What will be sent, before it is signed. The four texts are what a person reads first. */
export interface BundlePlan extends Plan {
  readonly caseId: CaseId;
  readonly version: number;
  /** Absent when the newest version already holds the fix as it is: its very bytes go to further readers. */
  readonly newVersion?: NewVersion;
  readonly readers: readonly Reader[];
  readonly own: BundleFacts["own"];
  /** One line a reader. */
  readonly to: readonly string[];
  readonly holds: string;
  readonly asks: readonly string[];
  readonly makes: string;
}

/** Step names: `pack`, `seal-<fingerprint>` for each reader, `copy`, `hand-out`. */
export function planBundle(facts: BundleFacts): BundlePlan {
  const { record, readers, own } = facts;
  const newest = record.bundles.at(-1);
  const isNew = !newest || hasChanged(facts, newest);
  const version = isNew ? (newest?.version ?? 0) + 1 : newest.version;
  const count = `${readers.length} encrypted ${readers.length === 1 ? "file and a mail draft" : "files, each with a mail draft"}`;
  return {
    title: `Bundle of ${record.id}, version ${version}`,
    steps: stepsOf(facts, version, isNew),
    notes: notesOf(facts, version, isNew),
    caseId: record.id,
    version,
    ...(isNew ? { newVersion: newVersion(facts, version, newest) } : {}),
    readers,
    own,
    to: readers.map(describeReader),
    holds: holdsOf(facts),
    asks: QUESTIONS,
    makes: `${count}. You send the mail; Embargo does not.`,
  };
}

function hasChanged({ fix, branch }: BundleFacts, newest: BundleRecord): boolean {
  const sent = newest.branches.find(({ name }) => name === branch);
  return sent?.tipCommit !== fix.tip || sent.baseCommit !== fix.base;
}

function newVersion(facts: BundleFacts, version: number, newest: BundleRecord | undefined): NewVersion {
  const { record, fix, branch, rootCommits } = facts;
  const { base: baseCommit, baseTree, tip: tipCommit, tree: resultTree, commits } = fix;
  return {
    manifest: {
      id: record.id,
      version,
      supersedes: newest?.manifestSha256 ?? null,
      project: record.project.name,
      root_commits: rootCommits,
      object_format: record.project.objectFormat,
      branches: [branchOf(facts)],
    },
    listed: listedFiles(facts, version),
    branches: [{ name: branch, baseCommit, baseTree, tipCommit, resultTree, commits }],
  };
}

function stepsOf({ record, readers, own, fix }: BundleFacts, version: number, isNew: boolean): Step[] {
  const pack: Step = {
    id: "pack",
    sentence: `pack ${counted(fix.commits, "commit")} as version ${version}`,
    detail: `bundles/v${version}`,
    reversible: true,
  };
  const seals = readers.map(({ fingerprint, name }): Step => ({
    id: `seal-${fingerprint}`,
    sentence: `sign it and encrypt it for ${name}`,
    detail: bundleName(record.id, version, fingerprint),
    reversible: true,
  }));
  const copy: Step = {
    id: "copy",
    sentence: "keep a copy that only you can open",
    detail: bundleName(record.id, version, own.fingerprint),
    reversible: true,
  };
  const handOut: Step = {
    id: "hand-out",
    sentence: "write the files, a mail draft for each and your certificate",
    detail: `${own.fingerprint.slice(0, 8)}.asc`,
    reversible: true,
  };
  return [...(isNew ? [pack] : []), ...seals, copy, handOut];
}

function notesOf(facts: BundleFacts, version: number, isNew: boolean): string[] {
  const { record, readers, fix, hasUncommittedChanges } = facts;
  const notes: string[] = [];
  if (hasUncommittedChanges) notes.push("The private worktree has changes that are not committed: they are not in it.");
  if (!record.base.isPublic && fix.base === record.base.commit) {
    notes.push(
      "The commit that the fix starts from is not public: a reader may not have it and then cannot check the trees.",
    );
  }
  for (const { name } of readers.filter(({ role }) => role === "other")) {
    notes.push(
      `${name} is neither the reporter nor a maintainer who did not write the fix: their answer is kept, but cannot confirm it.`,
    );
  }
  if (!isNew) notes.push(`The fix has not changed since version ${version}: the same bytes go to these readers.`);
  return notes;
}

function describeReader({ name, mail, fingerprint, compared, source }: Reader): string {
  const known = compared ? "compared" : `${source}, not compared`;
  return `${name}${mail === undefined ? "" : ` <${mail}>`}   key ${groupFingerprint(fingerprint)} · ${known}`;
}

function holdsOf({ branch, fix, advisory, notes }: BundleFacts): string {
  const size = [counted(fix.files, "file"), counted(fix.tests, "test")].join(" · ");
  const texts = [advisory ? "advisory draft" : "", notes ? "notes" : ""].filter(Boolean).join(" · ");
  return `${branch}: ${counted(fix.commits, "commit")} on ${fix.base.slice(0, 7)} · ${size}${texts ? `   ${texts}` : ""}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
