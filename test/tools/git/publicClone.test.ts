import assert from "node:assert/strict";
import { join } from "node:path";
import { openRepository, resolveCommit, rootCommits, treeOf } from "../../../src/tools/git/repository";
import { readPublicClone } from "../../../src/tools/git/publicClone";
import { commit, makeProject, run, type Project } from "../../support/gitRepo";

describe("the public clone", () => {
  let project: Project;

  beforeEach(() => {
    project = makeProject();
  });

  afterEach(() => project.cleanup());

  it("is named after its remote, and told apart by its root commit in every clone", async () => {
    const other = join(project.root, "other name");
    run(project.root, ["clone", "-q", project.remote, other]);
    commit(project.clone, { "more.txt": "more\n" }, "More");
    const [here, there] = [await readPublicClone(project.clone), await readPublicClone(other)];
    assert.equal(here.project.name, "public");
    assert.equal(here.project.publicRemote, "origin");
    assert.equal(here.maintainer, "Maintainer");
    assert.deepEqual(here.project.rootCommits, [run(project.clone, ["rev-list", "--max-parents=0", "HEAD"])]);
    assert.deepEqual(there.project.rootCommits, here.project.rootCommits);
  });

  it("takes the remote of the upstream for the public one, also with a slash in its name", async () => {
    run(project.clone, ["remote", "add", "team/up", project.remote]);
    run(project.clone, ["fetch", "-q", "team/up"]);
    run(project.clone, ["branch", "-q", "-u", "team/up/main"]);
    const { project: found, base } = await readPublicClone(project.clone);
    assert.equal(found.publicRemote, "team/up");
    assert.equal(base.branch, "main");
  });

  it("is read from a subfolder, a linked worktree with its own branch, and a bare clone", async () => {
    const linked = join(project.root, "linked");
    run(project.clone, ["worktree", "add", "-q", "-b", "topic", linked]);
    const topic = commit(linked, { "topic.txt": "t\n" }, "Topic");
    assert.deepEqual((await readPublicClone(linked)).base, { branch: "topic", commit: topic, isPublic: false });
    const sub = await readPublicClone(join(project.clone, "src"));
    assert.equal(sub.project.publicWorktree, project.clone);
    const bare = await readPublicClone(project.remote);
    assert.equal(bare.project.publicWorktree, undefined);
    assert.equal(bare.project.publicRemote, undefined);
    assert.equal(bare.base.branch, "main");
  });

  it("tells of submodules, where it has them, and of the repository's own editor settings", async () => {
    assert.deepEqual((await readPublicClone(project.clone)).submodules, []);
    assert.equal((await readPublicClone(project.clone)).editorSettings, undefined);
    const inner = makeProject();
    try {
      run(project.clone, ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.remote, "lib/in"]);
      commit(project.clone, { ".vscode/settings.json": '{ "git.autofetch": true }\n' }, "More files");
      const { submodules, editorSettings } = await readPublicClone(project.clone, "HEAD");
      const found = { name: "lib/in", path: "lib/in", commit: run(inner.clone, ["rev-parse", "HEAD"]) };
      assert.deepEqual(submodules, [{ ...found, gitDir: join(project.clone, ".git", "modules", "lib", "in") }]);
      assert.match(editorSettings!, /git\.autofetch/);
      run(project.clone, ["push", "-q"]);
      assert.deepEqual((await readPublicClone(project.remote)).submodules, [found]);
    } finally {
      inner.cleanup();
    }
  });

  it("answers for a revision with a commit, or with nothing", async () => {
    const { gitDir, bare } = await openRepository(project.clone);
    assert.equal(gitDir, join(project.clone, ".git"));
    assert.equal(bare, false);
    const head = run(project.clone, ["rev-parse", "HEAD"]);
    run(project.clone, ["tag", "-a", "-m", "v1", "v1"]);
    assert.equal(await resolveCommit(gitDir, "v1"), head);
    assert.equal(await resolveCommit(gitDir, "HEAD:README.md"), undefined);
    assert.equal(await resolveCommit(gitDir, "--all"), undefined);
    assert.equal(await treeOf(gitDir, head), run(project.clone, ["rev-parse", "HEAD^{tree}"]));
    assert.deepEqual(await rootCommits(gitDir, "v1"), [head]);
    await assert.rejects(openRepository(project.root), { code: "not-a-repository" });
  });
});
