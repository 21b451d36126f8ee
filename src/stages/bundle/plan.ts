import type { Manifest } from "../../model/bundle/manifest";
import type { BundleFile } from "../../model/bundle/tar";
import { caseBranch, type BundledBranch, type BundleRecord } from "../../model/case";
import { groupFingerprint, type CaseId } from "../../model/ids";
import type { Plan, Step } from "../../model/plan";
import type { BundleFacts } from "./facts";
import type { PackedBranch } from "./packBranch";
import { bundleName, listedFiles, manifestBranches } from "./payload";
import type { Reader } from "./readers";
import { counted } from "../../model/counted";

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
    asks: facts.notes.questions,
    makes: `${count}. You send the mail; Embargo does not.`,
  };
}

/** Whether another set of branches, or one of them at another commit, was sent last. */
function hasChanged({ branches }: BundleFacts, newest: BundleRecord): boolean {
  if (branches.length !== newest.branches.length) return true;
  return branches.some(({ name, fix }) => {
    const sent = newest.branches.find((branch) => branch.name === name);
    return sent?.tipCommit !== fix.tip || sent.baseCommit !== fix.base;
  });
}

function newVersion(facts: BundleFacts, version: number, newest: BundleRecord | undefined): NewVersion {
  const { record, branches, rootCommits } = facts;
  return {
    manifest: {
      id: record.id,
      version,
      supersedes: newest?.manifestSha256 ?? null,
      project: record.project.name,
      root_commits: rootCommits,
      object_format: record.project.objectFormat,
      branches: manifestBranches(branches),
    },
    listed: listedFiles(facts, version),
    branches: branches.map(({ ref, name, fix }) => ({
      name,
      baseCommit: fix.base,
      baseTree: fix.baseTree,
      tipCommit: fix.tip,
      resultTree: fix.tree,
      commits: fix.commits,
      ...(ref === caseBranch(record.id) ? {} : { ref }),
    })),
  };
}

function stepsOf({ record, readers, own, branches }: BundleFacts, version: number, isNew: boolean): Step[] {
  const commits = branches.reduce((sum, { fix }) => sum + fix.commits, 0);
  const spread = branches.length === 1 ? "" : ` of ${branches.length} branches`;
  const pack: Step = {
    id: "pack",
    sentence: `pack ${counted(commits, "commit")}${spread} as version ${version}`,
    detail: `bundles/v${version}`,
    reversible: true,
  };
  const seals = readers.map(({ fingerprint, name }): Step => ({
    id: `seal-${fingerprint}`,
    sentence: `sign it and encrypt it for ${name}${fingerprint === "passphrase" ? ", with seven new words" : ""}`,
    detail: bundleName(record.id, version, fingerprint),
    reversible: true,
  }));
  const copy: Step = {
    id: "copy",
    sentence: "keep a copy that only you can open, and check it as a reader will",
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
  const { record, readers, branches, hasUncommittedChanges, keyNotices } = facts;
  const notes: string[] = [...keyNotices];
  if (hasUncommittedChanges) notes.push("The private worktree has changes that are not committed: they are not in it.");
  if (!record.base.isPublic && branches[0]?.fix.base === record.base.commit) {
    notes.push(
      "The commit that the fix starts from is not public: a reader may not have it and then cannot check the trees.",
    );
  }
  for (const { name, gitBundle } of branches) {
    if (gitBundle) notes.push(`${name} goes as a git bundle, not as patches. ${gitBundle.because}`);
  }
  for (const { name } of readers.filter(({ role }) => role === "other")) {
    notes.push(
      `${name} is neither the reporter nor a maintainer who did not write the fix: their answer is kept, but cannot confirm it.`,
    );
  }
  if (readers.some(({ fingerprint }) => fingerprint === "passphrase")) notes.push(...passphraseNotes(facts, version));
  if (!isNew) {
    notes.push(
      `The fix has not changed since version ${version}: the same bytes go to these readers, with the notes they had.`,
    );
  }
  return notes;
}

function passphraseNotes({ record }: BundleFacts, version: number): string[] {
  const sent = record.bundles.find((bundle) => bundle.version === version)?.recipients ?? [];
  const again = sent.some(({ fingerprint }) => fingerprint === "passphrase");
  return [
    "The words are shown once, when the file is made. Tell them by telephone or in a chat, never in the mail with the file. The answer of a reader without a key is not signed.",
    ...(again ? [`A file with other words was made of version ${version}: the new one takes its place.`] : []),
  ];
}

function describeReader({ name, mail, fingerprint, compared, source }: Reader): string {
  const who = `${name}${mail === undefined ? "" : ` <${mail}>`}`;
  if (fingerprint === "passphrase") return `${who}   no key · seven words that you tell them`;
  return `${who}   key ${groupFingerprint(fingerprint)} · ${compared ? "compared" : `${source}, not compared`}`;
}

function holdsOf({ branches, advisory, notes }: BundleFacts): string {
  const texts = [advisory ? "advisory draft" : "", notes.test || notes.more ? "notes" : ""].filter(Boolean).join(" · ");
  return `${branches.map(sizeOf).join("; ")}${texts ? `   ${texts}` : ""}`;
}

function sizeOf({ name, fix }: PackedBranch): string {
  const size = [counted(fix.files, "file"), counted(fix.tests, "test")].join(" · ");
  return `${name}: ${counted(fix.commits, "commit")} on ${fix.base.slice(0, 7)} · ${size}`;
}
