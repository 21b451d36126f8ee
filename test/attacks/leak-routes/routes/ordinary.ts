import { join } from "node:path";
import { simpleGit } from "simple-git";
import type { Ended } from "../../../support/pushWith";
import { commitFiles, git, must, push, type Place } from "../place";
import { sends, works, type Go, type Routes } from "../route";
import { asEnded, pythonPush } from "../tools";

/** Ordinary work in the public clone: it must arrive, without a word of ours. */
export const ORDINARY_PUBLIC: Routes = {
  "b_01 a push of main": sends((place) => push(place, "origin main")),
  "b_02 a bare push": sends((place) => push(place, [])),
  "b_03 a new branch": sends((place) => push(place, "-u origin main:refs/heads/feature")),
  "b_04 a fetch": works((place) => git(place, place.clone, "fetch --prune --tags origin")),
  "o_01 over http": sends((place) => push(place, [place.http, "main"])),
  "o_02 over ssh": sends((place) => push(place, [place.ssh!, "main"]), { needs: "sshd" }),
  "o_03 to a path": sends((place) => push(place, [place.remote, "main"])),
  "o_04 to a file:// address": sends((place) => push(place, [`file://${place.remote}`, "main"])),
  "o_05 a lightweight tag": sends(
    async (place) => (await must(place, place.clone, "tag v1"), push(place, "origin v1")),
  ),
  "o_06 an annotated tag": sends(async (place) => {
    await must(place, place.clone, "tag -m v1 v1");
    return await push(place, "origin v1 main");
  }),
  "o_07 a commit by its id": sends(async (place) =>
    push(place, `origin ${await must(place, place.clone, "rev-parse HEAD")}:refs/heads/feature`),
  ),
  "o_08 --all": sends((place) => push(place, "--all origin")),
  "o_09 --mirror": sends((place) => push(place, "--mirror origin")),
  "o_10 --follow-tags": sends((place) => push(place, "--follow-tags origin main")),
  "o_11 a force push": sends(async (place) => {
    await push(place, "origin main");
    await must(place, place.clone, "commit --amend -q -m Better");
    return await push(place, "--force-with-lease origin main");
  }),
  "o_12 a deletion": works(async (place) => {
    await must(place, place.clone, "push origin main:gone");
    return await push(place, "origin :gone");
  }),
  "o_13 a merge": sends(async (place) => {
    await must(place, place.clone, "checkout -q -b side main~1");
    await commitFiles(place, place.clone, { "side.txt": "side\n" }, "Side");
    await must(place, place.clone, "checkout -q main");
    await must(place, place.clone, "merge -q --no-ff -m Merge side");
    return await push(place, "origin main");
  }),
  "o_14 a ref typed with spaces in it": sends((place) =>
    push(place, ["origin", "main^{/Ordinary work}:refs/heads/feature"]),
  ),
  "o_15 a note": works(async (place) => {
    await must(place, place.clone, "notes add -m note HEAD");
    return await push(place, "origin refs/notes/commits");
  }),
  "o_16 other work in the same file as the fix": sends(async (place) => {
    const files = { "src/redirect.js": "export function follow(request, target) {\n  return get(target);\n}\n" };
    await commitFiles(place, place.clone, files, "Use get");
    return await push(place, "origin main");
  }),
  "o_17 from a linked worktree": sends(async (place) => {
    await must(place, place.clone, ["worktree", "add", "-q", "-b", "later", join(place.root, "later")]);
    return await git(place, join(place.root, "later"), "push origin later");
  }),
  "o_18 with pygit2": sends((place) => pythonPush(place, "pygit2", place.clone, "origin", "refs/heads/main"), {
    needs: "pygit2",
  }),
  "o_19 with simple-git": sends((place) => asEnded(() => simpleGit(place.clone).push("origin", "main"))),
  "o_20 with git-lfs, its large file too": sends(
    async (place) => {
      await must(place, place.clone, "lfs install --local --skip-repo");
      await must(place, place.clone, "lfs track *.bin");
      await commitFiles(place, place.clone, { "picture.bin": "a picture\n" }, "Picture");
      const ended = await push(place, "origin main");
      await must(place, place.remote, "lfs fsck --objects main");
      return ended;
    },
    { needs: "git-lfs" },
  ),
  "o_21 commit, amend, stash, rebase": works((place) =>
    inTurn(place, place.clone, [
      "commit -q --allow-empty -m Work",
      "commit -q --amend --allow-empty -m Better",
      "rebase -q --force-rebase HEAD~1",
      "stash list",
      "gc -q",
    ]),
  ),
};

/** Ordinary work in the private worktree. */
export const ORDINARY_PRIVATE: Routes = {
  "b_05 fetch": privately(["fetch -q origin"]),
  "b_06 rebase onto new public work": privately(["fetch -q origin", "rebase -q origin/main"]),
  "b_07 commit and amend": privately(["commit -q --allow-empty -m Work", "commit -q --amend --allow-empty -m Better"]),
  "b_08 status and log": privately(["status", "log --oneline --decorate --graph --all", "diff origin/main"]),
  "b_09 an interactive rebase": privately(["-c sequence.editor=true rebase -q -i HEAD~2"]),
  "b_10 merge public work": privately(["fetch -q origin", "merge -q --no-edit origin/main"]),
  "b_11 stash and pop": works(async (place) => {
    await commitFiles(place, place.worktree, { "draft.txt": "one\n" }, "Draft");
    await must(place, place.worktree, "rm -q --cached draft.txt");
    return await inTurn(place, place.worktree, ["stash -q", "stash pop -q"]);
  }),
  "b_12 gc and fsck": privately(["gc -q", "fsck --no-dangling"]),
  "b_13 pull --rebase": privately(["pull -q --rebase"]),
  "o_30 bisect": privately(["bisect start HEAD HEAD~2", "bisect run true", "bisect reset"]),
  "o_31 a branch, a tag, a cherry-pick, a revert": privately([
    "checkout -q -b try",
    "tag v-try",
    "revert --no-edit HEAD",
    "cherry-pick --allow-empty --keep-redundant-commits HEAD",
  ]),
};

/** Public work that the private worktree does not have yet, then commands there. */
function privately(commands: readonly string[]) {
  const go: Go = async (place) => {
    await must(place, place.clone, "push -q origin main");
    return await inTurn(place, place.worktree, commands);
  };
  return works(go);
}

/** Commands that must all work; the answer is that of the last one. */
async function inTurn(place: Place, cwd: string, commands: readonly string[]): Promise<Ended> {
  for (const command of commands.slice(0, -1)) await must(place, cwd, command);
  return await git(place, cwd, commands.at(-1)!);
}
