import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseBranch } from "../../src/stages/bundle";
import { reviewBundle, type Review } from "../../src/stages/confirm";
import { importContact } from "../../src/tools/pgp/keyStore";
import { commit, run } from "../support/gitRepo";
import { makeGpgPerson, type GpgPerson } from "../support/gpgPerson";
import { fix, makeFolder, makeTwoPeople, sendBundle, type TwoPeople } from "../support/people";
import { commandsOf, runCommands, saveAttachments } from "../support/readmeReader";
import { refusedWith } from "../support/refusal";
import { commitCase, START_FILES, TREE_CASES } from "../support/treeCases";

describe("every kind of fix comes out as the same tree", function () {
  this.timeout(240_000);
  let people: TwoPeople;
  let gpg: GpgPerson;
  let review: Review;
  /** The trees that README.txt's commands print, in the order of the branches. */
  let byHand: string[];
  const trees: string[] = [];
  const out = makeFolder();

  /** One bundle with a branch for each case, read by our own reader and by README.txt. */
  before(async () => {
    people = await makeTwoPeople({ files: START_FILES });
    gpg = makeGpgPerson("Gale Gpg", "gale@example.net");
    const { maintainer, reporter, record, places, project, clone } = people;
    await importContact(maintainer.home, new TextEncoder().encode(gpg.certificate), { source: "a test" });
    const names = TREE_CASES.map((_, index) => `case-${index + 1}`);
    run(project.clone, ["push", "-q", "origin", ...names.slice(1).map((name) => `main:refs/heads/${name}`)]);
    run(project.clone, ["fetch", "-q", "origin"]);
    run(places.worktree, ["fetch", "-q"]);
    for (const [index, one] of TREE_CASES.entries()) {
      if (index > 0) run(places.worktree, ["checkout", "-q", "-f", "-B", names[index]!, "origin/main"]);
      commitCase(places.worktree, one);
      trees.push(run(places.worktree, ["rev-parse", "HEAD^{tree}"]));
    }
    run(places.worktree, ["checkout", "-q", "-f", `embargo/${record.id}`]);
    const branches = names.slice(1).map(parseBranch);
    const sent = await sendBundle(people, [gpg.fingerprint, reporter.mail], out.dir, { branches });
    review = await reviewBundle(reporter.home, readFileSync(sent.files[1]!.path), {
      ownKey: reporter.key,
      directory: clone,
    });
    const mail = readFileSync(sent.files[0]!.path.replace(".tar.gpg", ".eml"));
    await saveAttachments(mail, clone, `${record.id}-v1`);
    const readme = readFileSync(join(places.bundles, "v1", "README.txt"), "utf8");
    const commands = commandsOf(readme);
    assert.equal(commands.length, 6);
    const output = runCommands(commands.slice(0, 5), clone, gpg);
    byHand = output.split("\n").filter((line) => /^[0-9a-f]{40}$/.test(line));
  });
  after(() => [people, gpg, out].forEach((part) => part.cleanup()));

  for (const [index, { name, as }] of TREE_CASES.entries()) {
    it(`for ${name}, as ${as}`, () => {
      const branch = review.branches[index]!;
      assert.deepEqual([branch.tree, branch.checked], [trees[index], true]);
      assert.equal(branch.gitBundle ? "git bundle" : "patches", as);
      assert.equal(byHand[index], trees[index]);
    });
  }

  it("and nobody's clone has any of it", () => {
    for (const tree of trees) assert.throws(() => run(people.clone, ["cat-file", "-e", tree]));
  });
});

describe("a fix that no reader may open", function () {
  this.timeout(60_000);
  for (const path of ["tab\there.txt", "line\nfeed.txt", "bidi\u202e.txt"]) {
    it(`because of the name ${JSON.stringify(path)} is not sent: round-trip-differs`, async () => {
      const people = await makeTwoPeople();
      try {
        writeFileSync(join(people.places.worktree, path), "x\n");
        fix(people);
        await refusedWith("round-trip-differs", () => sendBundle(people));
      } finally {
        people.cleanup();
      }
    });
  }
});

describe("a project with SHA-256 ids", function () {
  this.timeout(60_000);
  it("is sent as patches; a merge, which git bundles of version 2 cannot hold there, is not", async () => {
    const people = await makeTwoPeople({ objectFormat: "sha256" });
    const { reporter, places, clone, record } = people;
    try {
      fix(people);
      const file = readFileSync((await sendBundle(people)).files[0]!.path);
      const { branches } = await reviewBundle(reporter.home, file, { ownKey: reporter.key, directory: clone });
      assert.equal(branches[0]?.tree, run(places.worktree, ["rev-parse", "HEAD^{tree}"]));
      run(places.worktree, ["checkout", "-q", "-b", "side", "HEAD~1"]);
      commit(places.worktree, { "other.txt": "other\n" }, "Other");
      run(places.worktree, ["checkout", "-q", `embargo/${record.id}`]);
      run(places.worktree, ["merge", "-q", "--no-edit", "side"]);
      await refusedWith("round-trip-differs", () => sendBundle(people));
    } finally {
      people.cleanup();
    }
  });
});
