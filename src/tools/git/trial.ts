import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Oid } from "../../model/ids";
import { makeFolder, writeFileAtomic } from "../files";
import { quotePath, type Quarantine } from "./quarantine";
import { readOid } from "./repository";
import { git } from "./run";

/** One branch of a reviewed fix, as a trial gets it. */
export interface TrialBranch {
  readonly name: string;
  readonly base: Oid;
  readonly tree: Oid;
}

/** What a trial is made from. */
export interface TrialParts {
  readonly quarantine: Quarantine;
  /** The object folder of the clone that has the bases. */
  readonly objects: string;
  readonly branches: readonly TrialBranch[];
  /** The branch whose files are written. */
  readonly checkOut: string;
  /** The message of the one commit that each branch gets on its base. */
  readonly message: string;
  /** Links in the new files are written as small text files, so that nothing follows them. */
  readonly withoutLinks: boolean;
}

/** Nothing of the tree may run or convert anything, whatever the person's own git is set up to do (git-config(1)). */
const SETTINGS = {
  "core.fsmonitor": "false",
  "core.hooksPath": "/dev/null",
  "core.protectHFS": "true",
  "core.protectNTFS": "true",
  "core.autocrlf": "false",
  "submodule.recurse": "false",
  "protocol.allow": "never",
  "push.default": "nothing",
  "gc.auto": "0",
};

/** `info/attributes` outranks every `.gitattributes` of the tree: no filter, so no LFS, and the bytes as they are (gitattributes(5)). */
const ATTRIBUTES = "* -filter -text -ident !eol !working-tree-encoding\n";

const QUIET = { GIT_ATTR_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
const NOBODY = {
  GIT_AUTHOR_NAME: "Embargo review",
  GIT_AUTHOR_EMAIL: "",
  GIT_COMMITTER_NAME: "Embargo review",
  GIT_COMMITTER_EMAIL: "",
};

/**
 * Writes the result of a reviewed fix as real files into a new folder: a repository of its own that borrows the history of
 * the clone, has no remote and runs nothing; the clone itself gets nothing.
 *
 * @throws EmbargoError `git-failed`, `disk-full`, `file-exists`
 */
export async function makeTrial(dir: string, parts: TrialParts): Promise<void> {
  const { quarantine, objects, branches, checkOut, message, withoutLinks } = parts;
  await makeFolder(dir);
  const inTrial = (args: readonly string[], stdin?: Uint8Array) =>
    git(args, { cwd: dir, env: QUIET, ...(stdin ? { stdin } : {}) });
  await inTrial(["init", "--quiet", "--template=", `--initial-branch=${checkOut}`, ...formatOf(branches), dir]);
  const gitDir = join(dir, ".git");
  await makeFolder(join(gitDir, "info"));
  await writeFile(join(gitDir, "info", "attributes"), ATTRIBUTES);
  await writeFile(join(gitDir, "objects", "info", "alternates"), quotePath(objects));
  const settings = { ...SETTINGS, ...(withoutLinks ? { "core.symlinks": "false" } : {}) };
  for (const [key, value] of Object.entries(settings)) await inTrial(["config", key, value]);
  const tips: { readonly name: string; readonly commit: Oid }[] = [];
  for (const { name, base, tree } of branches) {
    const args = ["commit-tree", "-p", base, "-m", message, tree];
    const { stdout } = await quarantine.run(args, { env: NOBODY });
    tips.push({ name, commit: readOid(stdout.toString("utf8").trim()) });
  }
  const wanted = [...tips.map(({ commit }) => commit), ...branches.map(({ base }) => `^${base}`)].join("\n");
  const pack = await quarantine.run(["pack-objects", "--revs", "--stdout", "--quiet"], { stdin: `${wanted}\n` });
  await inTrial(["index-pack", "--stdin"], pack.stdout);
  for (const { name, commit } of tips) await inTrial(["update-ref", `refs/heads/${name}`, commit]);
  await inTrial(["reset", "--quiet", "--hard"]);
}

/** Where a trial says whose it is; only folders that hold it are ever removed. */
export function trialMark(dir: string): string {
  return join(dir, ".git", "embargo-review");
}

/** Marks a finished trial as one. */
export async function markTrial(dir: string, digest: string): Promise<void> {
  await writeFileAtomic(trialMark(dir), `${digest}\n`);
}

function formatOf([first]: readonly TrialBranch[]): string[] {
  return first?.tree.length === 64 ? ["--object-format=sha256"] : [];
}
