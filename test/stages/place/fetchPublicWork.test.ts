import assert from "node:assert/strict";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { OPEN_STEPS, type CaseRecord } from "../../../src/model/case";
import { publicWorkSentence } from "../../../src/stages/overview/publicWorkSentence";
import { fetchPublicWork, planFetch } from "../../../src/stages/place";
import { findCase, updateCase } from "../../../src/tools/cases/store";
import { readPublicWork } from "../../../src/tools/git/publicWork";
import type { CasePlaces } from "../../../src/tools/home";
import { commit, makeProject, run, type Project } from "../../support/gitRepo";
import { makeHome } from "../../support/home";
import { makePrivatePlace } from "../../support/privatePlace";
import { buildGuard } from "../../support/guard";

describe("fetching public work", () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let project: Project;
  let record: CaseRecord;
  let places: CasePlaces;

  before(buildGuard);

  beforeEach(async () => {
    home = await makeHome();
    project = makeProject();
    ({ record, places } = await makePrivatePlace(home, project.clone));
    await updateCase(home, record.id, (known) => ({ ...known, opened: OPEN_STEPS }));
  });

  afterEach(() => {
    home.cleanup();
    project.cleanup();
  });

  /** Somebody else's push. */
  function publicWork(): string {
    const other = join(project.root, "other");
    run(project.root, ["clone", "-q", project.remote, other]);
    for (const [key, value] of [
      ["user.name", "Else"],
      ["user.email", "else@example.org"],
    ] as const) {
      run(other, ["config", key, value]);
    }
    const work = commit(other, { "public.txt": "1\n" }, "Public work");
    run(other, ["push", "-q"]);
    return work;
  }

  it("brings it into the public clone and here in one action, and moves nothing", async () => {
    const fix = commit(places.worktree, { "fix.txt": "fix\n" }, "Fix");
    const work = publicWork();
    const plan = await planFetch(home, record.id, home.dir);
    assert.deepEqual(
      plan.steps.map(({ detail }) => detail),
      ["git fetch origin", "git fetch origin"],
    );
    assert.equal((await readPublicWork(record, places)).newer, 0);
    const result = await fetchPublicWork(home, plan);
    assert.equal(result.newer, 1);
    assert.equal(publicWorkSentence(result), "public work of just now, 1 commit newer than what the fix is on");
    assert.equal(run(places.worktree, ["rev-parse", "origin/main"]), work);
    assert.equal(run(project.clone, ["rev-parse", "origin/main"]), work);
    assert.equal(run(places.worktree, ["rev-parse", "HEAD"]), fix);
    run(places.worktree, ["rebase", "-q", "origin/main"]);
    assert.equal((await readPublicWork(record, places)).newer, 0);
  });

  it("says what failed when the remote does not answer", async () => {
    rmSync(project.remote, { recursive: true });
    const plan = await planFetch(home, record.id, home.dir);
    await assert.rejects(fetchPublicWork(home, plan), {
      code: "git-failed",
      hint: /git fetch origin in the public clone/,
    });
  });

  it("goes on with a public clone that was moved, guard and all, when it is started there", async () => {
    const moved = join(project.root, "süß, moved");
    renameSync(project.clone, moved);
    assert.match(publicWorkSentence(await readPublicWork(record, places)), /not where it was/);
    await assert.rejects(planFetch(home, record.id, home.dir), { code: "not-a-repository", hint: /in its new place/ });
    await assert.rejects(planFetch(home, record.id, places.worktree), { code: "not-a-repository" });
    const work = publicWork();
    await fetchPublicWork(home, await planFetch(home, record.id, moved));
    assert.equal(run(places.worktree, ["rev-parse", "origin/main"]), work);
    assert.equal((await findCase(home, record.id)).record.project.publicWorktree, moved);
    assert.ok(existsSync(join(moved, ".git", "embargo", "hooks", "pre-push")));
    run(places.worktree, ["fetch", "-q"]);
  });

  it("tells the age from the older of the two fetches", () => {
    const now = Date.parse("2026-11-25T12:00:00Z");
    const sentence = (at: string) => publicWorkSentence({ at: at as never, cloneIsThere: true, newer: 0 }, now);
    assert.equal(sentence("2026-11-25T11:59:30Z"), "public work of just now");
    assert.equal(sentence("2026-11-25T11:00:00Z"), "public work of 60 minutes ago");
    assert.equal(sentence("2026-11-25T02:00:00Z"), "public work of 10 hours ago");
    assert.equal(sentence("2026-11-20T12:00:00Z"), "public work of 5 days ago");
    assert.equal(publicWorkSentence({ cloneIsThere: true }), "public work of an unknown day");
  });
});
