import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planTrial, reviewBundle, runTrial, type Review } from "../../../src/stages/confirm";
import { findTrial, removeTrial } from "../../../src/tools/trials";
import { gitEnvironment, run } from "../../support/gitRepo";
import { fix, makeFolder, makeTwoPeople, sendBundle, type TwoPeople } from "../../support/people";
import { refusedWith } from "../../support/refusal";
import { embargo } from "../../support/terminal";

describe("the result of a fix, tried in a worktree", function () {
  this.timeout(60_000);
  let people: TwoPeople;
  let bundle: string;
  let bytes: Uint8Array;
  let review: Review;
  let tree: string;
  const folder = makeFolder();
  const ran = join(folder.dir, "ran");

  before(async () => {
    people = await makeTwoPeople();
    fix(people, { "a.bin": "bin\n", "a.txt": "text\n", ".vscode/tasks.json": "{}\n" });
    const { worktree } = people.places;
    for (const [mode, path, content] of [
      ["100644", ".gitattributes", "*.bin filter=evil diff=evil\n*.txt text eol=crlf working-tree-encoding=UTF-16\n"],
      ["120000", "link", "/etc/hostname"],
    ] as const) {
      const blob = run(worktree, ["hash-object", "-w", "--stdin"], content);
      run(worktree, ["update-index", "--add", "--cacheinfo", `${mode},${blob},${path}`]);
    }
    run(worktree, ["commit", "-q", "-m", "Attributes and a link"]);
    tree = run(people.places.worktree, ["rev-parse", "HEAD^{tree}"]);
    const sent = await sendBundle(people, [], folder.dir);
    bundle = sent.files[0]!.path;
    bytes = readFileSync(bundle);
    // Whatever the reader's own git is set up to run would leave a trace.
    for (const name of ["post-checkout", "post-index-change", "reference-transaction"]) {
      mkdirSync(join(folder.dir, "hooks"), { recursive: true });
      writeFileSync(join(folder.dir, "hooks", name), `#!/bin/sh\necho ${name} >> '${ran}'\n`, { mode: 0o755 });
    }
    const config = `[core]\n\thooksPath = ${join(folder.dir, "hooks")}\n[filter "evil"]\n\tsmudge = echo >> '${ran}'; cat\n\tclean = echo >> '${ran}'; cat\n\trequired = true\n`;
    writeFileSync(join(folder.dir, "config"), config);
    review = await reviewBundle(people.reporter.home, bytes, options());
  });
  after(() => {
    people.cleanup();
    folder.cleanup();
  });
  const git = (cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const settings = { cwd, env: { ...gitEnvironment(), ...env }, stdio: "pipe", encoding: "utf8" } as const;
    return execFileSync("git", args, settings).trimEnd();
  };
  const options = () => ({ ownKey: people.reporter.key, directory: people.clone });

  it("is a repository of its own with exactly the reviewed tree, and the clone gets nothing of it", async () => {
    const plan = await planTrial(people.reporter.home, review);
    const dir = await runTrial(people.reporter.home, plan, bytes, options());
    assert.ok(dir.startsWith(people.reporter.home.dir));
    assert.equal(git(dir, ["rev-parse", "HEAD^{tree}"]), tree);
    assert.equal(git(dir, ["rev-parse", "HEAD~1"]), run(people.clone, ["rev-parse", "HEAD"]));
    assert.equal(git(dir, ["remote"]), "");
    assert.throws(() => run(people.clone, ["cat-file", "-e", tree]));
    assert.equal(run(people.clone, ["worktree", "list"]).split("\n").length, 1);
    assert.equal(await findTrial(people.reporter.home, review.manifestSha256), dir);
  });

  it("holds every byte as it was sent; no filter, hook or link has a say, then or later", async () => {
    const dir = (await findTrial(people.reporter.home, review.manifestSha256))!;
    assert.equal(readFileSync(join(dir, "a.txt"), "utf8"), "text\n");
    assert.ok(lstatSync(join(dir, "link")).isFile());
    const env = { GIT_CONFIG_GLOBAL: join(folder.dir, "config") };
    writeFileSync(join(dir, "a.bin"), "changed\n");
    git(dir, ["add", "a.bin"], env);
    git(dir, ["checkout", "-q", "--force", "HEAD", "--", "."], env);
    git(dir, ["checkout", "-q", "-b", "other"], env);
    assert.equal(git(dir, ["status", "--porcelain"], env), "");
    assert.equal(existsSync(ran), false);
    assert.throws(() => git(dir, ["push", "-q", people.project.remote, "HEAD"], env), /not allowed/);
  });

  it("is refused where something lies already, and removed by one call", async () => {
    const { home } = people.reporter;
    await refusedWith("file-exists", () => planTrial(home, review));
    const dir = await removeTrial(home, review.manifestSha256);
    assert.equal(existsSync(dir!), false);
    assert.equal(await removeTrial(home, review.manifestSha256), undefined);
  });

  it("is made and removed in the terminal too; a folder that is not ours is left alone", async () => {
    const reporter = (...args: string[]) => embargo(args, { cwd: people.clone, home: people.reporter.home.dir });
    const dir = join(folder.dir, "tried");
    const dry = await reporter("review", bundle, "--worktree", dir, "--dry-run");
    assert.match(dry.out, /Nothing in it runs by itself/);
    assert.equal(existsSync(dir), false);
    const { worktree } = (await reporter("review", bundle, "--worktree", dir, "--json")).json();
    assert.equal(worktree, dir);
    assert.equal((await reporter("review", bundle, "--worktree", dir)).exit, 2);
    writeFileSync(join(dir, ".git", "embargo-review"), "another\n");
    assert.match((await reporter("review", bundle, "--remove-worktree")).out, /There is no worktree/);
    assert.equal(existsSync(dir), true);
  });

  it("needs the base: without a clone there is none", async () => {
    const unchecked = await reviewBundle(people.reporter.home, bytes, { ownKey: people.reporter.key });
    await refusedWith("base-missing", () => planTrial(people.reporter.home, unchecked));
  });
});
