import * as fs from "node:fs";
import { join } from "node:path";
import isomorphic from "isomorphic-git";
import http from "isomorphic-git/http/node";
import { simpleGit } from "simple-git";
import { bringObjects, commitFiles, copyInto, git, leakedBranch, must, patches, push, type Place } from "../place";
import { open, refused, stopped, type Routes } from "../route";
import { asEnded, jgitPush, pythonPush } from "../tools";
import { copiedFix } from "./byContent";

const NO_HOOKS = "this library runs no hooks; after the fix was copied into the public clone by hand nobody is asked";

/** isomorphic-git speaks http only. */
function isomorphicPush(gitdir: string, url: string, ref: string) {
  return asEnded(async () => {
    const result = await isomorphic.push({ fs, http, gitdir, url, ref, remoteRef: "refs/heads/docs" });
    if (!result.ok) throw new Error(JSON.stringify(result));
  });
}

/** simple-git is git, called with the repository's hooks. */
const simplePush = (dir: string, ...args: string[]) => asEnded(() => simpleGit(dir).push(args));

/** A large file of the fix, kept by git-lfs. */
async function lfsFix(place: Place, cwd: string): Promise<void> {
  await must(place, cwd, "lfs install --local --skip-repo");
  await must(place, cwd, "lfs track *.bin");
  await commitFiles(place, cwd, { "proof.bin": "crossOriginSecret: a large recording of the attack\n" }, "Recording");
}

/** From the public clone: by other programs than git, and by other parts of git. */
export const BY_TOOL: Routes = {
  "r_35 pygit2, the fix copied by hand": open(
    NO_HOOKS,
    async (place) => (await leakedBranch(place), pythonPush(place, "pygit2", place.clone, "origin", "refs/heads/leak")),
    { needs: "pygit2" },
  ),
  "r_35c pygit2 over http, the fix copied by hand": open(
    NO_HOOKS,
    async (place) => (
      await leakedBranch(place),
      pythonPush(place, "pygit2", place.clone, place.http, "refs/heads/leak")
    ),
    { needs: "pygit2" },
  ),
  "r_35d pygit2 over http, to an existing branch": open(
    NO_HOOKS,
    async (place) => (
      await leakedBranch(place),
      pythonPush(place, "pygit2", place.clone, place.http, "+refs/heads/leak:refs/heads/main")
    ),
    { needs: "pygit2" },
  ),
  "r_36 isomorphic-git, the fix as it is": stopped(
    (place) => isomorphicPush(join(place.clone, ".git"), place.http, place.fix[1]),
    { note: "the public clone does not have the objects" },
  ),
  "n_81 isomorphic-git, the fix copied by hand": open(NO_HOOKS, async (place) => {
    await leakedBranch(place);
    return await isomorphicPush(join(place.clone, ".git"), place.http, "leak");
  }),
  "r_37 dulwich, the fix copied by hand": open(
    "this library runs no pre-push hook",
    async (place) => (
      await leakedBranch(place),
      pythonPush(place, "dulwich", place.clone, place.remote, "refs/heads/leak")
    ),
    { needs: "dulwich" },
  ),
  "r_38 JGit, the fix copied by hand": open(
    "JGit looks for hooks in .git/hooks only",
    async (place) => (await leakedBranch(place), jgitPush(place, place.clone, "origin", "refs/heads/leak")),
    { needs: "JGit" },
  ),
  "n_82 GitPython": stopped(
    async (place) => (await leakedBranch(place), pythonPush(place, "GitPython", place.clone, "origin", "leak")),
    { needs: "GitPython", note: "its words are swallowed by the library" },
  ),
  "n_83 simple-git": refused(async (place) => (await copiedFix(place), simplePush(place.clone, "origin", "main"))),
  "n_84 git-lfs: a file of the fix": refused(
    async (place) => {
      await lfsFix(place, place.worktree);
      await bringObjects(place);
      await must(place, place.clone, [
        "fetch",
        "-q",
        place.repository,
        await must(place, place.worktree, "rev-parse HEAD"),
      ]);
      if (place.guarded) await copyInto(join(place.repository, "lfs"), join(place.clone, ".git", "lfs"));
      await must(place, place.clone, "lfs install --local --skip-repo");
      return await push(place, "origin FETCH_HEAD:refs/heads/docs");
    },
    { needs: "git-lfs", note: "not even its large file is uploaded" },
  ),
  "n_85 git lfs push of a file that was copied by hand": open(
    "git-lfs uploads files, not commits, when it is told to: no hook is asked",
    async (place) => {
      await must(place, place.clone, "lfs install --local --skip-repo");
      await lfsFix(place, place.clone);
      return await git(place, place.clone, "lfs push --all origin");
    },
    { needs: "git-lfs" },
  ),
  "n_86 git push of a subtree split": refused(
    async (place) => {
      await must(place, place.clone, "am -q", { input: await patches(place) });
      await must(place, place.clone, "subtree split -q --prefix=src -b split");
      return await push(place, "origin split");
    },
    { needs: "subtree" },
  ),
  "r_53 a submodule with a guard of its own": refused(async (place) => {
    const inner = await submodule(place);
    if (place.guarded) await installGuardIn(place, inner);
    await must(place, inner, "am -q", { input: await patches(place) });
    return await git(place, inner, "push origin HEAD:main");
  }),
  "n_87 a submodule without one, pushed on demand": open(
    "a submodule is a repository of its own: install the guard in it too",
    async (place) => {
      const inner = await submodule(place);
      await must(place, inner, "am -q", { input: await patches(place) });
      await must(place, place.clone, "commit -q -a -m Newer");
      return await push(place, "--recurse-submodules=on-demand origin main");
    },
  ),
};

/** A submodule `inner` that is a clone of the project itself; its public remote is another one. */
async function submodule(place: Place): Promise<string> {
  const url = join(place.out, "inner.git");
  await must(place, place.root, ["clone", "-q", "--bare", place.remote, url]);
  await must(place, place.clone, ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, "inner"]);
  await must(place, place.clone, "commit -q -m Submodule");
  const inner = join(place.clone, "inner");
  await must(place, inner, "config user.name Maintainer");
  await must(place, inner, "config user.email maintainer@example.org");
  await must(place, inner, "checkout -q main");
  return inner;
}

async function installGuardIn(place: Place, dir: string): Promise<void> {
  const { installGuard } = await import("../../../../src/stages/guard");
  await installGuard({ dir: join(place.root, "home") }, dir);
}
