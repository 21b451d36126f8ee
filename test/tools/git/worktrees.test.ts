import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { branchTip, requireWorktree, restoreWorktree } from "../../../src/tools/git/worktrees";
import { commit, makeProject, run, tryRun, type Project } from "../../support/gitRepo";
import { makeHome } from "../../support/home";
import { makePrivatePlace } from "../../support/privatePlace";

describe("the private worktree", () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let project: Project;

  beforeEach(async () => {
    home = await makeHome();
    project = makeProject();
  });

  afterEach(() => {
    home.cleanup();
    project.cleanup();
  });

  it("that git did not finish is made anew", async () => {
    const { record, places } = await makePrivatePlace(home, project.clone);
    rmSync(join(places.worktree, "README.md"));
    writeFileSync(join(places.repository, "worktrees", "fix", "locked"), "initializing");
    await restoreWorktree(record, places);
    assert.equal(run(places.worktree, ["status", "--porcelain"]), "");
    assert.equal(existsSync(join(places.worktree, "README.md")), true);
  });

  it("is made also where a killed git left the lock of its branch, or an empty folder", async () => {
    const { record, places } = await makePrivatePlace(home, project.clone);
    const branch = `embargo/${record.id}`;
    run(places.worktree, ["checkout", "-q", "--detach"]);
    run(places.worktree, ["branch", "-q", "-D", branch]);
    rmSync(places.worktree, { recursive: true });
    const admin = join(places.repository, "worktrees", "fix");
    rmSync(admin, { recursive: true });
    mkdirSync(admin, { recursive: true });
    mkdirSync(join(places.repository, "refs", "heads", "embargo"), { recursive: true });
    writeFileSync(join(places.repository, "refs", "heads", `${branch}.lock`), "");
    await restoreWorktree(record, places);
    assert.equal(run(places.worktree, ["status", "--porcelain"]), "");
    assert.equal(run(places.worktree, ["symbolic-ref", "HEAD"]), `refs/heads/${branch}`);
    await requireWorktree(places, record.id);
  });

  it("that is missing is said to be, with the way back", async () => {
    const { record, places } = await makePrivatePlace(home, project.clone);
    await requireWorktree(places, record.id);
    rmSync(places.worktree, { recursive: true });
    const hint = new RegExp(`embargo open --id ${record.id}`);
    await assert.rejects(requireWorktree(places, record.id), { code: "worktree-missing", hint });
  });

  it("comes back in the middle of the rebase it was in", async () => {
    const { record, places } = await makePrivatePlace(home, project.clone);
    commit(places.worktree, { "README.md": "ours\n" }, "Fix");
    commit(project.clone, { "README.md": "theirs\n" }, "Public work");
    run(project.clone, ["push", "-q"]);
    run(places.worktree, ["fetch", "-q"]);
    assert.notEqual(tryRun(places.worktree, ["rebase", "-q", "origin/main"]).code, 0);
    writeFileSync(join(places.worktree, "README.md"), "both\n");
    run(places.worktree, ["add", "README.md"]);
    rmSync(places.worktree, { recursive: true });
    await restoreWorktree(record, places);
    run(places.worktree, ["-c", "core.editor=true", "rebase", "--continue"]);
    assert.equal(run(places.worktree, ["log", "--format=%s"]), "Fix\nPublic work\nFirst version");
  });

  it("whose branch was deleted has no tip, and says where its commits are", async () => {
    const { record, places } = await makePrivatePlace(home, project.clone);
    run(places.worktree, ["checkout", "-q", "--detach"]);
    run(places.worktree, ["branch", "-q", "-D", `embargo/${record.id}`]);
    await assert.rejects(branchTip(record, places), { code: "no-commit", hint: /reflog/ });
  });
});
