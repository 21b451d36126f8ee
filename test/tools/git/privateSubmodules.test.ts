import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CaseRecord } from "../../../src/model/case";
import { placeSubmodules } from "../../../src/tools/git/privateSubmodules";
import { restoreWorktree } from "../../../src/tools/git/worktrees";
import type { CasePlaces } from "../../../src/tools/home";
import { commit, makeProject, run, tryRun, type Project } from "../../support/gitRepo";
import { makeHome } from "../../support/home";
import { makePrivatePlace } from "../../support/privatePlace";

const ANY_PATH = ["-c", "protocol.file.allow=always"];

/** A project whose submodule `lib` has a submodule `deep`, both checked out in the public clone. */
function nestedProject(): { outer: Project; middle: Project; inner: Project } {
  const [outer, middle, inner] = [makeProject(), makeProject(), makeProject()];
  addSubmodule(middle, inner, "deep");
  addSubmodule(outer, middle, "lib");
  run(outer.clone, [...ANY_PATH, "submodule", "--quiet", "update", "--init", "--recursive"]);
  for (const path of ["lib", "lib/deep"]) identify(join(outer.clone, path));
  return { outer, middle, inner };
}

function identify(repository: string): void {
  run(repository, ["config", "user.name", "Maintainer"]);
  run(repository, ["config", "user.email", "maintainer@example.org"]);
}

function addSubmodule({ clone }: Project, of: Project, path: string): void {
  run(clone, [...ANY_PATH, "submodule", "--quiet", "add", of.remote, path]);
  run(clone, ["commit", "-q", "-m", "A submodule"]);
  run(clone, ["push", "-q"]);
}

describe("submodules of the private worktree", () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let projects: ReturnType<typeof nestedProject>;
  let record: CaseRecord;
  let places: CasePlaces;

  beforeEach(async () => {
    home = await makeHome();
    projects = nestedProject();
    ({ record, places } = await makePrivatePlace(home, projects.outer.clone));
    assert.deepEqual(await placeSubmodules(record, places), []);
  });

  afterEach(() => {
    for (const project of [home, ...Object.values(projects)]) project.cleanup();
  });

  const lib = () => join(places.worktree, "lib");
  const deep = () => join(lib(), "deep");

  it("are there at the commits that the base names, clean, as repositories of their own", () => {
    assert.equal(run(places.worktree, ["status", "--porcelain"]), "");
    assert.match(run(places.worktree, ["submodule", "status", "--recursive"]), /^ \w+ lib .*\n \w+ lib\/deep /);
    assert.equal(run(lib(), ["log", "-1", "--format=%s", "origin/main"]), "A submodule");
    for (const repository of [lib(), deep()]) {
      run(repository, ["fsck", "--strict"]);
      const gitDir = run(repository, ["rev-parse", "--absolute-git-dir"]);
      assert.ok(gitDir.startsWith(places.repository), gitDir);
      assert.equal(statSync(gitDir).mode & 0o077, 0);
      assert.equal(existsSync(join(gitDir, "objects", "info", "alternates")), false);
    }
  });

  it("let nothing out, whatever is tried, and commit with the trailer", () => {
    for (const [repository, { remote }] of [
      [lib(), projects.middle],
      [deep(), projects.inner],
    ] as const) {
      const secret = commit(repository, { "fix.txt": "secret\n" }, "Fix");
      assert.match(run(repository, ["log", "-1", "--format=%B"]), new RegExp(`Embargo: ${record.id}`));
      run(repository, ["remote", "add", "added", remote]);
      for (const route of [
        ["push", "origin", "HEAD:refs/heads/leak"],
        ["push", "--no-verify", "added", "HEAD:refs/heads/leak"],
        ["-c", "core.hooksPath=/dev/null", "push", `file://${remote}`, "HEAD:refs/heads/leak"],
        ["send-pack", remote, "HEAD:refs/heads/leak"],
      ]) {
        assert.notEqual(tryRun(repository, route).code, 0, route.join(" "));
      }
      assert.notEqual(tryRun(remote, ["cat-file", "-e", secret]).code, 0);
    }
    const { remote } = projects.outer;
    const pushAll = ["push", "--recurse-submodules=on-demand", remote, "HEAD:refs/heads/leak"];
    assert.notEqual(tryRun(places.worktree, pushAll).code, 0);
  });

  it("follow public work: fetched, rebased and updated as always", async () => {
    commit(places.worktree, { "fix.txt": "fix\n" }, "Fix");
    const { outer, middle } = projects;
    const newer = commit(middle.clone, { "more.txt": "more\n" }, "More");
    run(middle.clone, ["push", "-q"]);
    run(join(outer.clone, "lib"), [...ANY_PATH, "fetch", "-q"]);
    run(join(outer.clone, "lib"), ["checkout", "-q", newer]);
    run(outer.clone, ["commit", "-q", "-a", "-m", "Newer submodule"]);
    run(outer.clone, ["push", "-q"]);
    run(places.worktree, ["fetch", "-q"]);
    run(places.worktree, ["rebase", "-q", "origin/main"]);
    await placeSubmodules(record, places, { refresh: true });
    run(places.worktree, ["submodule", "--quiet", "update"]);
    assert.equal(run(lib(), ["rev-parse", "HEAD"]), newer);
    assert.equal(run(places.worktree, ["status", "--porcelain"]), "");
  });

  it("come back with their commits when the worktree was deleted, also without the public clone", async () => {
    const fix = commit(lib(), { "fix.txt": "fix\n" }, "Fix");
    rmSync(projects.outer.clone, { recursive: true });
    rmSync(places.worktree, { recursive: true });
    await restoreWorktree(record, places);
    await placeSubmodules(record, places);
    assert.equal(run(lib(), ["rev-parse", "HEAD"]), fix);
    assert.equal(readFileSync(join(lib(), "fix.txt"), "utf8"), "fix\n");
    assert.equal(existsSync(join(deep(), "README.md")), true);
    rmSync(places.worktree, { recursive: true });
    rmSync(join(places.repository, "worktrees", "fix", "index"));
    await restoreWorktree(record, places);
    await placeSubmodules(record, places);
    assert.equal(run(lib(), ["rev-parse", "HEAD"]), fix);
  });

  it("stay out where the public clone lacks them, are named, and come with it later", async () => {
    const bare = await makePrivatePlace(home, projects.outer.remote);
    assert.deepEqual(await placeSubmodules(bare.record, bare.places), ["lib"]);
    assert.deepEqual(readdirSync(join(bare.places.worktree, "lib")), []);
    run(bare.places.worktree, ["submodule", "update", "--init"]);
    assert.deepEqual(readdirSync(join(bare.places.worktree, "lib")), []);
  });

  it("are locked too when somebody adds one by hand", () => {
    const { remote } = projects.inner;
    run(places.worktree, [...ANY_PATH, "-c", "protocol.allow=always", "submodule", "--quiet", "add", remote, "added"]);
    const added = join(places.worktree, "added");
    identify(added);
    const secret = commit(added, { "fix.txt": "secret\n" }, "Fix");
    const push = ["push", "--no-verify", "origin", "HEAD:refs/heads/leak"];
    assert.notEqual(tryRun(added, push).code, 0);
    assert.notEqual(tryRun(remote, ["cat-file", "-e", secret]).code, 0);
  });

  it("have names that cannot leave git's folder for them", async () => {
    const { clone } = projects.outer;
    writeFileSync(join(clone, ".gitmodules"), '[submodule "../../../escape"]\n\tpath = lib\n\turl = ./x\n');
    run(clone, ["commit", "-q", "-a", "-m", "Hostile"]);
    const second = await makePrivatePlace(home, clone, "HEAD");
    await placeSubmodules(second.record, second.places);
    assert.deepEqual(readdirSync(join(second.places.worktree, "lib")), []);
  });
});
