import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { refreshGuardFacts } from "../../../../src/tools/guard/refresh";
import { MARKER } from "../../../support/guardedProject";
import { bringObjects, git, leakedBranch, must, push, type Place } from "../place";
import { refused, stopped, type Routes } from "../route";

const DOCS = "refs/heads/docs";

/** The fix on a branch, under a tag of it. */
async function tagged(place: Place, args: readonly string[]): Promise<void> {
  await leakedBranch(place);
  await must(place, place.clone, ["tag", ...args]);
}

/** From the public clone, whose owner brought the objects of the fix there by hand: by every name that git knows. */
export const BY_NAME: Routes = {
  "r_01 push of a branch": refused(async (place) => (await leakedBranch(place), push(place, "origin leak"))),
  "r_01b publish a branch, as an editor does": refused(async (place) => {
    await leakedBranch(place);
    return await push(place, "-u origin leak");
  }),
  "r_02 a bare push with push.default current": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "checkout -q leak");
    return await git(place, place.clone, "-c push.default=current push");
  }),
  "r_02b a bare push with git's defaults": stopped(
    async (place) => {
      await leakedBranch(place);
      await must(place, place.clone, "checkout -q leak");
      return await push(place, []);
    },
    { safeAnyway: true },
  ),
  "r_03 push of HEAD": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "checkout -q leak");
    return await push(place, "origin HEAD");
  }),
  "r_04 push --all": refused(async (place) => (await leakedBranch(place), push(place, "--all origin"))),
  "r_05 push --mirror": refused(async (place) => (await leakedBranch(place), push(place, "--mirror origin"))),
  "r_06 push --tags": refused(async (place) => (await tagged(place, ["v9", "leak"]), push(place, "--tags origin"))),
  "r_07 an annotated tag": refused(async (place) => {
    await tagged(place, ["-m", "v9", "v9", "leak"]);
    return await push(place, "origin v9");
  }),
  "n_01 a tag of a tag": refused(async (place) => {
    await tagged(place, ["-m", "v9", "v9", "leak"]);
    await must(place, place.clone, "tag -m v10 v10 v9");
    return await push(place, "origin v10");
  }),
  "r_08 push --follow-tags of other work": stopped(
    async (place) => (await tagged(place, ["-m", "v9", "v9", "leak"]), push(place, "--follow-tags origin main")),
    { safeAnyway: true },
  ),
  "r_09 an object id under a harmless name": refused(async (place) => {
    await bringObjects(place);
    return await push(place, `origin ${place.fix[1]}:${DOCS}`);
  }),
  "n_02 the id of the first commit only": refused(async (place) => {
    await bringObjects(place);
    return await push(place, `origin ${place.fix[0]}:${DOCS}`);
  }),
  "r_14 a merge": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "merge -q --no-ff -m Merge leak");
    return await push(place, "origin main");
  }),
  "r_15 a fast forward": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "checkout -q main~1");
    await must(place, place.clone, "merge -q leak -m Merge");
    return await push(place, `origin HEAD:${DOCS}`);
  }),
  "r_24 amended in the private worktree": refused(async (place) => {
    await must(place, place.worktree, ["commit", "--amend", "-q", "-m", "Test the redirect better"]);
    await bringObjects(place);
    return await push(place, `origin ${await must(place, place.worktree, "rev-parse HEAD")}:${DOCS}`);
  }),
  "r_25 the commit from before the amend": refused(async (place) => {
    await must(place, place.worktree, ["commit", "--amend", "-q", "-m", "Test the redirect better"]);
    await bringObjects(place);
    return await push(place, `origin ${place.fix[1]}:${DOCS}`);
  }),
  "n_03 the same after the guard looked again": refused(async (place) => {
    await must(place, place.worktree, ["commit", "--amend", "-q", "-m", "Test the redirect better"]);
    await refresh(place);
    await bringObjects(place);
    return await push(place, `origin ${place.fix[1]}:${DOCS}`);
  }),
  "n_04 a file amended after the guard last looked": refused(async (place) => {
    await writeFile(join(place.worktree, "test", "new.js"), `check(${MARKER}, "with a last and late change");\n`);
    await must(place, place.worktree, "add -A");
    await must(place, place.worktree, "commit --amend -q -m Better");
    await bringObjects(place);
    return await push(place, `origin ${await must(place, place.worktree, "rev-parse HEAD:test/new.js")}:refs/tags/v9`);
  }),
  "n_05 reset away in the private worktree": refused(async (place) => {
    await must(place, place.worktree, "reset -q --hard HEAD~2");
    await bringObjects(place);
    return await push(place, `origin ${place.fix[1]}:${DOCS}`);
  }),
  "r_26 a revert on top": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "checkout -q leak");
    await must(place, place.clone, "revert --no-edit HEAD HEAD~1");
    return await push(place, "origin leak");
  }),
  "r_28 a stash of the private worktree": refused(async (place) => {
    await writeFile(join(place.worktree, "draft.js"), `tryOut(${MARKER}, "something that is not done yet");\n`);
    await must(place, place.worktree, "stash -q --include-untracked");
    const stash = await must(place, place.worktree, "rev-parse stash@{0}");
    await bringObjects(place);
    return await push(place, `origin ${stash}:${DOCS}`);
  }),
  "r_44 a tag of a file": refused(async (place) => {
    await bringObjects(place);
    await must(place, place.clone, `tag v9 ${place.fix[0]}:src/redirect.js`);
    return await push(place, "origin v9");
  }),
  "r_45 a tag of a tree": refused(async (place) => {
    await bringObjects(place);
    await must(place, place.clone, `tag v9 ${place.fix[1]}^{tree}`);
    return await push(place, "origin v9");
  }),
  "r_46 matching branches": refused(async (place) => {
    await must(place, place.remote, "branch leak main~1");
    await leakedBranch(place);
    return await push(place, "origin :");
  }),
  "r_46b remote.origin.push with a pattern": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "config remote.origin.push refs/heads/*:refs/heads/*");
    return await push(place, "origin");
  }),
  "r_47 remote.origin.mirror": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "config remote.origin.mirror true");
    return await push(place, "origin");
  }),
  "r_48 git subtree push": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "merge -q --no-ff -m Merge leak");
    return await git(place, place.clone, "subtree push -q --prefix=src origin docs");
  }),
  "n_06 hidden behind a remote-tracking branch made by hand": refused(async (place) => {
    await bringObjects(place);
    await must(place, place.clone, `update-ref refs/remotes/origin/leak ${place.fix[1]}`);
    return await push(place, `origin ${place.fix[1]}:${DOCS}`);
  }),
  "r_52 behind a replace ref": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, `replace ${place.fix[1]} main`);
    return await push(place, `origin ${place.fix[1]}:${DOCS}`);
  }),
  "n_07 behind a graft": refused(
    async (place) => {
      await leakedBranch(place);
      await writeFile(join(place.clone, ".git", "info", "grafts"), `${place.fix[1]}\n`);
      return await push(place, `origin leak:${DOCS}`);
    },
    { safeAnyway: true },
  ),
  "n_08 from a linked worktree": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, ["worktree", "add", "-q", join(place.root, "linked"), "leak"]);
    return await git(place, join(place.root, "linked"), `push origin HEAD:${DOCS}`);
  }),
  "n_09 from a detached HEAD in the middle of a rebase": refused(async (place) => {
    await leakedBranch(place);
    await git(place, place.clone, "rebase -q --exec false main leak");
    return await push(place, `origin HEAD:${DOCS}`);
  }),
  "n_10 atomic, thin, with a lease and an option": refused(async (place) => {
    await leakedBranch(place);
    return await push(place, `--atomic --no-thin --force-with-lease origin main leak:${DOCS}`);
  }),
  "n_11 among five hundred ordinary branches": refused(async (place) => {
    await leakedBranch(place);
    const tip = await must(place, place.clone, "rev-parse main");
    const updates = Array.from({ length: 500 }, (_, number) => `create refs/heads/b${number} ${tip}\n`).join("");
    await must(place, place.clone, "update-ref --stdin", { input: updates });
    return await push(place, "--all origin");
  }),
};

async function refresh(place: Place): Promise<void> {
  if (!place.guarded) return;
  const home = { dir: join(place.root, "home") };
  const rootCommits = (await must(place, place.clone, "rev-list --max-parents=0 HEAD")).split("\n");
  await refreshGuardFacts(home, { project: { rootCommits } } as unknown as Parameters<typeof refreshGuardFacts>[1]);
}
