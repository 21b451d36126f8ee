import assert from "node:assert/strict";
import { join } from "node:path";
import { OPEN_STEPS, type CaseRecord } from "../../../src/model/case";
import { changeRemotes, planAllowRemote, planRevokeRemote } from "../../../src/stages/place";
import { readLog } from "../../../src/tools/cases/log";
import { findCase, updateCase } from "../../../src/tools/cases/store";
import type { CasePlaces } from "../../../src/tools/home";
import { commit, gitEnvironment, makeProject, run, tryRun, type Project } from "../../support/gitRepo";
import { makeHome } from "../../support/home";
import { makePrivatePlace } from "../../support/privatePlace";
import { withoutTerminal } from "../../support/pushWith";

describe("a private remote of a case", () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let project: Project;
  let record: CaseRecord;
  let places: CasePlaces;
  let team: string;
  let fix: string;

  beforeEach(async () => {
    home = await makeHome();
    project = makeProject();
    ({ record, places } = await makePrivatePlace(home, project.clone));
    await updateCase(home, record.id, (known) => ({ ...known, opened: OPEN_STEPS }));
    for (const name of ["team.git", "team.git2", "other.git"]) run(project.root, ["init", "-q", "--bare", name]);
    team = join(project.root, "team.git");
    fix = commit(places.worktree, { "fix.txt": "secret\n" }, "Fix");
  });

  afterEach(() => {
    home.cleanup();
    project.cleanup();
  });

  const allow = async (url = team) => changeRemotes(home, await planAllowRemote(home, record.id, url));
  const arrived = (repository: string) => tryRun(repository, ["cat-file", "-e", fix]).code === 0;

  it("is planned first; then it can be pushed to, by its name and by its address, and is on record", async () => {
    const plan = await planAllowRemote(home, record.id, team);
    assert.deepEqual(
      plan.steps.map(({ id }) => id),
      ["record", "settings"],
    );
    assert.notEqual(tryRun(places.worktree, ["push", team, "HEAD:refs/heads/x"]).code, 0);
    await changeRemotes(home, plan);
    run(places.worktree, ["push", "-q", "private"]);
    run(places.worktree, ["push", "-q", team, "HEAD:refs/heads/x"]);
    assert.ok(arrived(team));
    const [remote] = (await findCase(home, record.id)).record.privateRemotes ?? [];
    assert.deepEqual([remote?.name, remote?.url, remote?.sameHost], ["private", team, false]);
    const log = await readLog(places);
    assert.deepEqual(
      log.map(({ event, facts }) => [event, facts]),
      [["remote-allowed", { kind: "apart", remotes: 1 }]],
    );
    run(places.worktree, ["fetch", "-q"]);
    run(places.worktree, ["rebase", "-q", "origin/main"]);
  });

  it("exempts exactly that address: everything else stays blocked, with every trick", async () => {
    await allow();
    const near = `${team}2`;
    const settings = join(project.root, "settings");
    run(project.root, ["config", "--file", settings, `url.${project.root}/.pushInsteadOf`, "public:"]);
    run(places.worktree, ["remote", "add", "added", "https://example.invalid/x"]);
    run(places.worktree, ["remote", "set-url", "--push", "added", project.remote]);
    run(places.worktree, ["remote", "add", "close", near]);
    await allow(); // what a person rewrites is read now
    const others = [
      near,
      `${team}/`,
      `file://${team}`,
      `${team}/../public.git`,
      project.remote,
      `file://${project.remote}`,
    ];
    for (const target of [
      ...others,
      "added",
      "close",
      "public:",
      "public:x",
      "near:",
      join(project.root, "other.git"),
    ]) {
      for (const flags of [[], ["--no-verify"]]) {
        const push = ["git", "-c", "core.hooksPath=/dev/null", "push", ...flags, target, "HEAD:refs/heads/leak"];
        const { code } = withoutTerminal(places.worktree, push, { ...gitEnvironment(), GIT_CONFIG_GLOBAL: settings });
        assert.notEqual(code, 0, target);
      }
    }
    for (const repository of [near, project.remote, join(project.root, "other.git")]) assert.ok(!arrived(repository));
    assert.ok(!arrived(team), "what is near was taken for it");
  });

  it("can be taken back, one of several too", async () => {
    const other = join(project.root, "other.git");
    await allow();
    await allow(other);
    await changeRemotes(home, await planRevokeRemote(home, record.id, team));
    assert.notEqual(tryRun(places.worktree, ["push", "--no-verify", team, "HEAD:refs/heads/x"]).code, 0);
    run(places.worktree, ["push", "-q", "private-2"]);
    assert.deepEqual([arrived(team), arrived(other)], [false, true]);
    await changeRemotes(home, await planRevokeRemote(home, record.id, other));
    assert.notEqual(tryRun(places.worktree, ["push", "--no-verify", other, "HEAD:refs/heads/y"]).code, 0);
    assert.equal((await findCase(home, record.id)).record.privateRemotes, undefined);
    await assert.rejects(planRevokeRemote(home, record.id, team), { code: "usage" });
  });

  it("is refused when it is the public one, and red on the same host but for the forge's temporary fork", async () => {
    run(project.clone, ["remote", "add", "forge", "https://github.com/acme/widget.git"]);
    await assert.rejects(planAllowRemote(home, record.id, project.remote), { code: "refused" });
    await assert.rejects(planAllowRemote(home, record.id, "git@github.com:acme/widget"), { code: "refused" });
    await assert.rejects(planAllowRemote(home, record.id, "../team.git"), { code: "usage" });
    const fork = await planAllowRemote(home, record.id, "git@github.com:me/widget.git");
    assert.equal(fork.sharesObjects, true);
    assert.match(fork.notes[0]!, /^RED: .*shares its objects/);
    const temporary = await planAllowRemote(home, record.id, "https://github.com/acme/widget-ghsa-2c4f-9m3x-7qpw");
    assert.equal(temporary.sharesObjects, false);
    assert.match(temporary.notes[0]!, /temporary private fork/);
  });

  it("allows one https address, and another of the same host stays blocked before anything is asked", async () => {
    await allow("https://team.example.invalid/acme/private.git");
    const push = (url: string) => tryRun(places.worktree, ["push", "--no-verify", url, "HEAD:refs/heads/x"]).output;
    assert.match(push("https://team.example.invalid/acme/public.git"), /transport 'embargo-private.*' not allowed/);
    assert.match(push("https://team.example.invalid/acme/private.git.x"), /transport 'embargo-private.*' not allowed/);
    assert.match(push("https://team.example.invalid/acme/private.git"), /unable to access|resolve host/);
  });
});
