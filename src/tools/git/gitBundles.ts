import type { GitBundle } from "../../model/bundle/gitBundle";
import { patchRefusal } from "../../model/bundle/patchRules";
import { EmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import { refuseAs } from "./applyPatches";
import { checkPack } from "./packSizes";
import { objectKinds, type Quarantine } from "./quarantine";
import { readTree } from "./quarantinedHistory";

/** Who made a commit and what its first line says. A stranger's texts: escape them before showing. */
export interface CommitLine {
  readonly author: string;
  readonly authorMail: string;
  readonly subject: string;
}

/** What a branch that came as a git bundle holds. */
export interface UnpackedBundle {
  readonly tree: Oid;
  /** Oldest first. */
  readonly commits: readonly CommitLine[];
}

/** 64 MiB; git-index-pack(1) takes a plain number only, and reads `64m` as 64. */
const LARGEST_PACK = 64 * 2 ** 20;

/** What can be said of a git bundle's pack without git and without the base. @throws EmbargoError `patch-fails`, `too-large` */
export function checkBundlePack({ pack, tip }: GitBundle): void {
  checkPack(pack, tip.length / 2);
}

/**
 * Puts the objects of a git bundle into the quarantine, makes no ref, and holds its history to what the manifest says: it
 * starts at the base, is complete, and has so many commits (FORMAT section 5).
 *
 * @throws EmbargoError `patch-fails`
 */
export async function unpackBundle(
  quarantine: Quarantine,
  { prerequisites, tip, pack }: GitBundle,
  expected: { readonly base: Oid; readonly commits: number },
): Promise<UnpackedBundle> {
  const { base } = expected;
  await requirePresent(quarantine, prerequisites);
  await quarantine
    .run(["index-pack", "--strict", "--stdin", "--fix-thin", "--threads=1", `--max-input-size=${LARGEST_PACK}`], {
      stdin: pack,
    })
    .catch(refuseAs("git does not accept the pack of a git bundle"));
  if ((await objectKinds(quarantine, [tip]))[0] !== "commit")
    throw patchRefusal("the tip of a git bundle is no commit");
  const range = `${base}..${tip}`;
  for (const commit of prerequisites) {
    if (!(await isAncestor(quarantine, commit, tip)))
      throw patchRefusal("a git bundle asks for a commit it is not built on");
  }
  await quarantine
    .run(["rev-list", "--objects", "--quiet", range, "--"])
    .catch(refuseAs("the history in a git bundle is not complete"));
  if ((await count(quarantine, [range])) !== expected.commits) {
    throw patchRefusal("a branch has another number of commits than its git bundle");
  }
  if (prerequisites.length > 1 && (await count(quarantine, ["--merges", range])) === 0) {
    throw patchRefusal("a git bundle without a merge asks for more than its base");
  }
  return { tree: await readTree(quarantine, tip), commits: await commitLines(quarantine, range) };
}

/**
 * A branch of the private repository as a git bundle: the only thing that carries merges, and messages that hold a patch.
 *
 * @throws EmbargoError `git-failed`
 */
export async function makeGitBundle(
  quarantine: Quarantine,
  branch: { readonly name: string; readonly base: Oid; readonly tip: Oid },
): Promise<Uint8Array> {
  const ref = `refs/heads/${branch.name}`;
  await quarantine.run(["update-ref", ref, branch.tip]);
  try {
    const { stdout } = await quarantine.run([
      "bundle",
      "create",
      "--quiet",
      "--version=2",
      "-",
      ref,
      `^${branch.base}`,
    ]);
    return new Uint8Array(stdout);
  } finally {
    await quarantine.run(["update-ref", "-d", ref]);
  }
}

async function requirePresent(quarantine: Quarantine, commits: readonly Oid[]): Promise<void> {
  const kinds = await objectKinds(quarantine, commits);
  if (kinds.every((kind) => kind === "commit")) return;
  throw new EmbargoError(
    "patch-fails",
    "A branch of the bundle is built on public commits that your clone does not have.",
    "Fetch the public repository first (git fetch --all), then open the bundle again.",
  );
}

async function isAncestor(quarantine: Quarantine, ancestor: Oid, commit: Oid): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", ancestor, commit];
  return (await quarantine.run(args, { expect: [1, 128] })).exitCode === 0;
}

async function count(quarantine: Quarantine, what: readonly string[]): Promise<number> {
  const { stdout } = await quarantine
    .run(["rev-list", "--count", ...what, "--"])
    .catch(refuseAs("the history in a git bundle is not complete"));
  return Number(stdout.toString("utf8"));
}

async function commitLines(quarantine: Quarantine, range: string): Promise<CommitLine[]> {
  const args = ["log", "-z", "--reverse", "--topo-order", "--no-mailmap", "--format=%an%n%ae%n%s", range, "--"];
  const { stdout } = await quarantine.run(args).catch(refuseAs("the commits in a git bundle cannot be read"));
  return stdout
    .toString("utf8")
    .split("\0")
    .filter(Boolean)
    .map((entry) => {
      const [author = "", authorMail = "", ...subject] = entry.split("\n");
      return { author, authorMail, subject: subject.join(" ") };
    });
}
