import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MARKER } from "../../../support/guardedProject";
import { bringObjects, commitFiles, git, leakedBranch, must, patches, push, type Place } from "../place";
import { open, refused, stopped, type Routes } from "../route";

/** The fix as a commit of the public clone's own. */
export async function copiedFix(place: Place): Promise<void> {
  await must(place, place.clone, "apply --index -", { input: await patches(place) });
  await must(place, place.clone, ["commit", "-q", "-m", "Small refactoring"]);
}

const pushMain = (place: Place) => push(place, "origin main");

/** The lines of the fixed file, as somebody sees them in the private worktree. */
async function fixedLines(place: Place): Promise<string[]> {
  return (await must(place, place.worktree, `show ${place.fix[0]}:src/redirect.js`)).split("\n");
}

/** From the public clone: the fix under new object ids. */
export const BY_CONTENT: Routes = {
  "r_16 a cherry-pick": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "cherry-pick leak~1");
    return await pushMain(place);
  }),
  "r_17 a cherry-pick with a new message": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "cherry-pick leak~1");
    await must(place, place.clone, "commit --amend -q -m Refactoring");
    return await pushMain(place);
  }),
  "r_18 rebased onto public work": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "rebase -q main leak");
    return await push(place, "origin leak");
  }),
  "r_19 a squash": refused(async (place) => {
    await leakedBranch(place);
    await must(place, place.clone, "merge -q --squash leak");
    await must(place, place.clone, "commit -q -m Refactoring");
    return await pushMain(place);
  }),
  "r_20 a copied diff with a new message": refused(async (place) => {
    await must(place, place.clone, "apply --index --include=src/* -", { input: await patches(place) });
    await must(place, place.clone, "commit -q -m Refactoring");
    return await pushMain(place);
  }),
  "r_21 some of its lines among others": refused(async (place) => {
    const lines = (await fixedLines(place)).slice(1, 3).join("\n");
    await commitFiles(place, place.clone, { "src/other.js": `start();\n${lines}\nend();\n` }, "Refactoring");
    return await pushMain(place);
  }),
  "r_22 its lines indented anew, with other line ends": refused(async (place) => {
    const text = (await fixedLines(place)).map((line) => `\t\t${line.trim()}\r\n`).join("");
    await commitFiles(place, place.clone, { "src/other.js": text }, "Refactoring");
    return await pushMain(place);
  }),
  "r_23 the same fix in other words": open(
    "no line is the same: a semantic rewrite looks like any other work",
    async (place) => {
      const text = `// ${MARKER}\nmodule.exports = (r, to) => get(to, sameHost(r.url, to) ? r.headers : bare(r.headers));\n`;
      await commitFiles(place, place.clone, { "lib/follow.js": text }, "Refactoring");
      return await pushMain(place);
    },
  ),
  "r_27 quoted in a note": refused(async (place) => {
    await must(place, place.clone, "notes add -F - HEAD", { input: await patches(place) });
    return await push(place, "origin refs/notes/commits");
  }),
  "r_27b a note that names its id only": stopped(
    async (place) => {
      await must(place, place.clone, ["notes", "add", "-m", `see ${place.fix[0]}`, "HEAD"]);
      return await push(place, "origin refs/notes/commits");
    },
    { safeAnyway: true, note: "an id tells nothing of the fix; the push goes through" },
  ),
  "r_29 a stash applied to main": refused(async (place) => {
    await must(place, place.worktree, "checkout -q HEAD~2 -- src");
    await must(place, place.worktree, "stash -q");
    const diff = await must(place, place.worktree, "diff stash@{0} stash@{0}^ -- src");
    await must(place, place.clone, "apply --index -", { input: `${diff}\n` });
    await must(place, place.clone, "commit -q -m Refactoring");
    return await pushMain(place);
  }),
  "n_12 a stash of the public clone": refused(async (place) => {
    await must(place, place.clone, "apply --include=src/* -", { input: await patches(place) });
    await must(place, place.clone, "stash -q");
    return await push(place, "origin stash@{0}:refs/heads/docs");
  }),
  "r_42 git am": refused(async (place) => {
    await must(place, place.clone, "am -q", { input: await patches(place) });
    return await pushMain(place);
  }),
  "r_43 inside a merge that differs from both parents": refused(async (place) => {
    await must(place, place.clone, "checkout -q -b side");
    await commitFiles(place, place.clone, { "src/redirect.js": "side();\n" }, "Side");
    await must(place, place.clone, "checkout -q main");
    await commitFiles(place, place.clone, { "src/redirect.js": "main();\n" }, "Main");
    await git(place, place.clone, "merge -q side");
    const fixed = [...(await fixedLines(place)), "main();", ""].join("\n");
    await commitFiles(place, place.clone, { "src/redirect.js": fixed }, "Merge branch 'side'");
    return await pushMain(place);
  }),
  "r_54 pulled from the private place": stopped(
    async (place) => {
      const branch = await must(place, place.worktree, "branch --show-current");
      await git(place, place.clone, ["pull", "-q", "--no-rebase", "--no-edit", place.repository, branch]);
      return await pushMain(place);
    },
    { note: "the private place shows no branch; what is pushed is ordinary work" },
  ),
  "r_55 fetched from the private place by its id": refused(async (place) => {
    await must(place, place.clone, ["fetch", "-q", place.repository, place.fix[1]]);
    return await push(place, "origin FETCH_HEAD:refs/heads/docs");
  }),
  "n_13 the added test file alone": refused(async (place) => {
    const text = `${await must(place, place.worktree, `show ${place.fix[1]}:test/redirect.test.js`)}\n`;
    await commitFiles(place, place.clone, { "test/other.js": text }, "More tests");
    return await pushMain(place);
  }),
  "n_14 files copied over by hand": refused(async (place) => {
    await writeFile(join(place.clone, "src", "redirect.js"), (await fixedLines(place)).join("\n") + "\n");
    await must(place, place.clone, "commit -q -a -m Refactoring");
    return await pushMain(place);
  }),
  "n_15 with a diff that the attributes call binary": refused(async (place) => {
    const files = {
      ".gitattributes": "*.js -diff\n",
      "src/other.js": `first();\n${(await fixedLines(place)).join("\n")}`,
    };
    await commitFiles(place, place.clone, files, "Refactoring");
    return await pushMain(place);
  }),
  "n_16 the tree of a branch": refused(async (place) => {
    await copiedFix(place);
    return await push(place, "origin refs/heads/main^{tree}:refs/tags/v9");
  }),
  "n_17 a file of a branch": refused(async (place) => {
    await copiedFix(place);
    return await push(place, "origin refs/heads/main:src/redirect.js:refs/tags/v9");
  }),
  "n_18 a branch that is a file": refused(async (place) => {
    await copiedFix(place);
    const file = await must(place, place.clone, "rev-parse main:src/redirect.js");
    await writeFile(join(place.clone, ".git", "refs", "heads", "odd"), `${file}\n`);
    return await push(place, "origin odd:refs/tags/v9");
  }),
  "n_19 a backport to a branch with other code around it": refused(async (place) => {
    await must(place, place.clone, "checkout -q -b stable main~1");
    const lines = await fixedLines(place);
    const text = ["// the old line", "export function older() {}", "", ...lines, "older();", ""].join("\n");
    await commitFiles(place, place.clone, { "lib/old.js": text }, "Backport");
    return await push(place, "origin stable");
  }),
  "n_20 imported by fast-import, then pushed": refused(async (place) => {
    const branch = await must(place, place.worktree, "branch --show-current");
    const stream = await must(place, place.worktree, ["fast-export", branch]);
    const renamed = stream.replaceAll(`refs/heads/${branch}`, "refs/heads/imported");
    await must(place, place.clone, "fast-import --quiet --force", { input: `${renamed}\n` });
    return await push(place, "origin imported");
  }),
  "n_21 out of a bundle file": refused(async (place) => {
    const file = join(place.root, "fix.bundle");
    await must(place, place.worktree, ["bundle", "create", "-q", file, "HEAD"]);
    await must(place, place.clone, ["fetch", "-q", file, "HEAD:refs/heads/unbundled"]);
    return await push(place, "origin unbundled");
  }),
  "n_22 its text in the message of an annotated tag": refused(async (place) => {
    await bringObjects(place);
    await must(place, place.clone, ["tag", "-m", (await fixedLines(place)).join("\n"), "v9", "main"]);
    return await push(place, "origin v9");
  }),
  "n_23 its text in the message of a commit": refused(async (place) => {
    const message = `Notes\n\n${(await fixedLines(place)).join("\n")}`;
    await commitFiles(place, place.clone, { "notes.txt": "ordinary\n" }, message);
    return await pushMain(place);
  }),
};
