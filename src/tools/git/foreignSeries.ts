import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readGitBundle } from "../../model/bundle/gitBundle";
import { byteText } from "../../model/bundle/bytes";
import { declaredBytes } from "../../model/bundle/patchShape";
import { patchRefusal } from "../../model/bundle/patchRules";
import { asOid, type Oid } from "../../model/ids";
import { refuseAs } from "./applyPatches";
import { checkBundlePack } from "./gitBundles";
import { formatPatch, listSeries } from "./patches";
import type { Quarantine } from "./quarantine";
import { readTree } from "./quarantinedHistory";
import { readOid } from "./repository";

/** A commit that somebody else wrote, as git-am(1) would make it. Texts are theirs: escape them before showing. */
export interface ForeignCommit {
  readonly author: string;
  readonly authorMail: string;
  /** As the mail writes it, RFC 5322. */
  readonly authorDate: string;
  readonly subject: string;
  /** Subject and text. */
  readonly message: string;
  /** The file in the quarantine that holds its diff; absent for a mail without one. */
  readonly diff?: string;
}

/** Who commits, as `git var GIT_COMMITTER_IDENT` says it. */
export interface Committer {
  readonly name: string;
  readonly mail: string;
}

const LARGEST_DIFFS = 64 * 2 ** 20;
const MOST_MAILS = 1000;

/**
 * Reads mails, one or many to a file (mbox), as `git am --keep-cr --no-scissors` does.
 *
 * @param keep keeps marks such as `[PATCH 1/2]` in the subject, for patches that were made with `--keep-subject`
 * @throws EmbargoError `patch-fails`, `too-large`
 */
export async function readForeignMails(
  quarantine: Quarantine,
  file: Uint8Array,
  keep: boolean,
): Promise<ForeignCommit[]> {
  const folder = join(quarantine.dir, `series-${crypto.randomUUID()}`);
  await mkdir(folder);
  const { stdout } = await quarantine
    .run(["mailsplit", "-b", "--keep-cr", `-o${folder}`], { stdin: file })
    .catch(refuseAs("a file cannot be read as mails"));
  const count = Number(stdout.toString("utf8").trim());
  if (!(count > 0 && count <= MOST_MAILS)) throw patchRefusal(`a file holds ${count} mails`);
  const commits: ForeignCommit[] = [];
  for (let number = 1; number <= count; number++) {
    commits.push(await readOne(quarantine, join(folder, String(number).padStart(4, "0")), keep));
  }
  return commits;
}

/**
 * The commits of a git bundle with one branch, as mails: its objects go into the quarantine only.
 *
 * @throws EmbargoError `patch-fails` also for a merge, `too-large`
 */
export async function readForeignBundle(quarantine: Quarantine, file: Uint8Array): Promise<Uint8Array[]> {
  const header = byteText(file.subarray(0, 2 ** 16)).split("\n\n", 1)[0] ?? "";
  const base = asOid(/^-([0-9a-f]+)/m.exec(header)?.[1] ?? "");
  const name = /^[0-9a-f]+ refs\/heads\/(.+)$/m.exec(header)?.[1];
  if (!base || !name) throw patchRefusal("a git bundle does not hold one branch that starts from a public commit");
  const bundle = readGitBundle(file, { name: utf8(name), base_commit: base });
  checkBundlePack(bundle);
  await quarantine
    .run(["index-pack", "--strict", "--stdin", "--fix-thin", "--threads=1", `--max-input-size=${LARGEST_DIFFS}`], {
      stdin: bundle.pack,
    })
    .catch(refuseAs("git does not accept the pack of a git bundle"));
  const range = `${base}..${bundle.tip}`;
  const merges = await quarantine
    .run(["rev-list", "--count", "--merges", range, "--"])
    .catch(refuseAs("the history in a git bundle is not complete, or starts from a commit that is not here"));
  if (Number(merges.stdout.toString("utf8")) > 0) throw patchRefusal("a git bundle holds a merge");
  const series = await listSeries(quarantine, base, bundle.tip);
  const mails: Uint8Array[] = [];
  for (const { oid } of series) mails.push(await formatPatch(quarantine, oid));
  return mails;
}

/**
 * Makes the commits on top of `base` in the quarantine: author, date and words are kept, the trailer of the case is added.
 *
 * @returns the new tip and its tree
 * @throws EmbargoError `patch-fails`
 */
export async function commitForeignSeries(
  quarantine: Quarantine,
  base: Oid,
  commits: readonly ForeignCommit[],
  by: { readonly committer: Committer; readonly trailer: string },
): Promise<{ readonly tip: Oid; readonly tree: Oid }> {
  await quarantine.run(["read-tree", base]);
  let [tip, tree] = [base, await readTree(quarantine, base)];
  for (const [index, commit] of commits.entries()) {
    if (commit.diff !== undefined) await applyOne(quarantine, commit.diff, index + 1);
    const written = await quarantine.run(["write-tree"]).catch(refuseAs("its result is not a tree that git accepts"));
    tree = readOid(written.stdout.toString("utf8").trim());
    const trailer = ["--no-divider", "--if-exists", "addIfDifferent", "--trailer", by.trailer];
    const message = await quarantine.run(["interpret-trailers", ...trailer], { stdin: commit.message });
    const made = await quarantine
      .run(["commit-tree", tree, "-p", tip], { stdin: message.stdout, env: identities(commit, by.committer) })
      .catch(refuseAs(`patch ${index + 1} names an author or a date that git does not accept`));
    tip = readOid(made.stdout.toString("utf8").trim());
  }
  return { tip, tree };
}

/** Everything between `base` and `tip` as a pack, for the private repository. */
export async function packSeries(quarantine: Quarantine, base: Oid, tip: Oid): Promise<Uint8Array> {
  const { stdout } = await quarantine.run(["pack-objects", "--revs", "--stdout", "--quiet", "--thin"], {
    stdin: `${tip}\n^${base}\n`,
  });
  return new Uint8Array(stdout);
}

async function readOne(quarantine: Quarantine, mail: string, keep: boolean): Promise<ForeignCommit> {
  const [body, diff] = [`${mail}.message`, `${mail}.diff`];
  const info = await quarantine
    .run(["mailinfo", keep ? "-k" : "-b", "--no-scissors", body, diff], { stdin: await readFile(mail) })
    .catch(refuseAs("a mail cannot be read"));
  const lines = info.stdout.toString("utf8").split("\n");
  const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? "";
  const changes = new Uint8Array(await readFile(diff));
  if ((await declaredBytes(changes)) > LARGEST_DIFFS) throw patchRefusal("a patch makes more than 64 MiB");
  const hasDiff = /^diff --git /m.test(byteText(changes));
  const subject = field("Subject");
  const text = await readFile(body, "utf8");
  return {
    author: field("Author"),
    authorMail: field("Email"),
    authorDate: field("Date"),
    subject,
    message: `${subject}\n\n${text}`.trimEnd() + "\n",
    ...(hasDiff ? { diff } : {}),
  };
}

/** A patch for an older base still fits where git finds its blobs. */
async function applyOne(quarantine: Quarantine, diff: string, number: number): Promise<void> {
  const apply = ["apply", "--cached", "--whitespace=nowarn"];
  const fits = await quarantine.run([...apply, diff], { expect: [1, 128] });
  if (fits.exitCode === 0) return;
  await quarantine
    .run([...apply, "--3way", diff])
    .catch(refuseAs(`patch ${number} does not apply to what the private worktree holds`));
}

function identities({ author, authorMail, authorDate }: ForeignCommit, committer: Committer): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: author || authorMail,
    GIT_AUTHOR_EMAIL: authorMail,
    ...(authorDate === "" ? {} : { GIT_AUTHOR_DATE: authorDate }),
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.mail,
  };
}

function utf8(latin1: string): string {
  return new TextDecoder().decode(Uint8Array.from(latin1, (character) => character.charCodeAt(0)));
}
