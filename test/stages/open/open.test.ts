import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isOpened, OPEN_STEPS, requireOpened } from "../../../src/model/case";
import { planOpen, readOpenFacts, runOpen, type OpenResult, type OpenWishes } from "../../../src/stages/open";
import { findCase } from "../../../src/tools/cases/store";
import { branchTip, fixCommits } from "../../../src/tools/git/worktrees";
import { findContact } from "../../../src/tools/pgp/keyStore";
import { generateKey } from "../../../src/tools/pgp/keys";
import { commit, makeProject, run, type Project } from "../../support/gitRepo";
import { makeHome } from "../../support/home";

describe("open", () => {
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

  const options = { draftAdvisory: () => Promise.resolve("the draft\n") };
  const wish = (wishes: Partial<OpenWishes> = {}): OpenWishes => ({
    directory: project.clone,
    title: "Cookies reach the wrong host",
    ...wishes,
  });
  const open = async (wishes: Partial<OpenWishes> = {}): Promise<OpenResult> =>
    runOpen(home, planOpen(await readOpenFacts(home, wish(wishes))), options);
  const status = () => [
    run(project.clone, ["status", "--porcelain", "--branch"]),
    run(project.clone, ["for-each-ref"]),
    run(project.clone, ["count-objects"]),
  ];

  it("plans first, and planning changes nothing", async () => {
    const before = status();
    const plan = planOpen(await readOpenFacts(home, wish()));
    assert.deepEqual(
      plan.steps.map(({ id }) => id),
      [...OPEN_STEPS],
    );
    assert.match(plan.steps[2]!.sentence, /^put a worktree of main \([0-9a-f]{7}\) there$/);
    assert.equal(plan.notes.at(-1), "Nothing is sent. Nothing changes in your branches.");
    assert.equal(JSON.stringify([plan.title, plan.steps, plan.notes]).includes("Cookies"), false);
    assert.equal(existsSync(plan.places.dir), false);
    assert.deepEqual(status(), before);
  });

  it("makes the private place, readable by its owner only, and leaves the branches alone", async () => {
    const before = status();
    const result = await open();
    const { record, places } = await findCase(home, result.case);
    assert.equal(isOpened(record), true);
    assert.doesNotThrow(() => requireOpened(record));
    for (const path of [places.dir, places.record, places.repository, places.advisory, places.workspace]) {
      assert.equal(statSync(path).mode & 0o077, 0, path);
    }
    assert.equal(run(result.worktree, ["rev-parse", "--abbrev-ref", "HEAD"]), `embargo/${result.case}`);
    assert.equal(readFileSync(result.advisory, "utf8"), "the draft\n");
    assert.deepEqual(status(), before);
    assert.equal(existsSync(join(project.clone, ".git", "embargo", "hooks", "pre-push")), true);
  });

  it("tells its steps before it does them, and stops between two of them when asked", async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const plan = planOpen(await readOpenFacts(home, wish({ id: "E-7K2QXD" })));
    const onStep = ({ id }: { id: string }) => {
      seen.push(id);
      if (id === "worktree") controller.abort();
    };
    const stopped = runOpen(home, plan, { ...options, onStep, signal: controller.signal });
    await assert.rejects(stopped, { code: "cancelled" });
    assert.deepEqual(seen, ["record", "repository", "worktree"]);
    const { record } = await findCase(home, "E-7K2QXD");
    assert.throws(() => requireOpened(record), { code: "case-unfinished", hint: /open --id E-7K2QXD/ });
    const rest = planOpen(await readOpenFacts(home, wish({ id: "E-7K2QXD" })));
    assert.deepEqual(
      rest.steps.map(({ id }) => id),
      ["workspace", "advisory", "acknowledgement", "guard"],
    );
    await runOpen(home, rest, options);
    assert.equal(isOpened((await findCase(home, "E-7K2QXD")).record), true);
  });

  it("starts at the upstream of the current branch, at HEAD without one, or where it is told", async () => {
    const first = run(project.clone, ["rev-parse", "HEAD"]);
    const local = commit(project.clone, { "local.txt": "not pushed\n" }, "Local work");
    const upstream = (await readOpenFacts(home, wish())).record.base;
    assert.deepEqual(upstream, { branch: "main", commit: first, isPublic: true });
    run(project.clone, ["tag", "v1", first]);
    assert.deepEqual((await readOpenFacts(home, wish({ base: "v1" }))).record.base, upstream);
    run(project.clone, ["branch", "--unset-upstream"]);
    const facts = await readOpenFacts(home, wish());
    assert.deepEqual(facts.record.base, { branch: "main", commit: local, isPublic: false });
    assert.match(planOpen(facts).notes[0]!, /on no public branch/);
    run(project.clone, ["checkout", "-q", "--detach", first]);
    assert.deepEqual((await readOpenFacts(home, wish())).record.base, upstream);
    await assert.rejects(readOpenFacts(home, wish({ base: "nowhere" })), { code: "base-unknown" });
  });

  it("keeps the reporter's key apart from the trust in it, and names it whole in the plan", async () => {
    const key = await generateKey({ name: "Reporter", mail: "reporter@example.net" });
    const file = join(project.root, "reporter.asc");
    writeFileSync(file, key.certificate);
    const reporter = { name: "Reporter", mail: "reporter@example.net" };
    const plan = planOpen(await readOpenFacts(home, wish({ reporterKeyFile: file, reporter })));
    assert.equal(plan.notes.join().replace(/ /g, "").includes(key.fingerprint), true);
    const result = await runOpen(home, plan, options);
    const contact = await findContact(home, "reporter@example.net");
    assert.equal(contact.comparedAt, undefined);
    assert.deepEqual((await findCase(home, result.case)).record.reporter, {
      ...reporter,
      fingerprint: key.fingerprint,
    });
  });

  it("keeps the report as it came, and takes title, reporter and date from it", async () => {
    const file = join(project.root, "report.eml");
    const mail = [
      "From: Reporter <reporter@example.net>",
      "Subject: Re: Cookies on redirect",
      "Date: Mon, 05 Jan 2026 08:00:00 +0000",
      "Message-ID: <1@example.net>",
      "",
      "They go to the wrong host.",
    ].join("\r\n");
    writeFileSync(file, mail);
    const plan = planOpen(await readOpenFacts(home, { directory: project.clone, reportFile: file }));
    const result = await runOpen(home, plan, options);
    const { record, places } = await findCase(home, result.case);
    assert.equal(record.title, "Cookies on redirect");
    assert.equal(record.reportedAt, "2026-01-05T08:00:00Z");
    assert.equal(readFileSync(places.report, "utf8"), mail);
    assert.equal(statSync(places.report).mode & 0o777, 0o600);
    const draft = readFileSync(result.acknowledgement, "utf8");
    assert.match(draft, /^To: Reporter <reporter@example.net>\r$/m);
    assert.match(draft, /^In-Reply-To: <1@example.net>\r$/m);
    assert.match(draft, /^X-Unsent: 1\r$/m);
  });

  it("opens a second case, also from a linked worktree, and not from a private place", async () => {
    const first = await open();
    const linked = join(project.root, "linked");
    run(project.clone, ["worktree", "add", "-q", linked]);
    const second = await open({ directory: linked });
    assert.notEqual(first.case, second.case);
    commit(second.worktree, { "fix.txt": "fix\n" }, "Fix");
    await assert.rejects(open({ directory: first.worktree }), { code: "repository-unsupported" });
  });

  it("refuses what cannot be opened, with its code", async () => {
    const { case: id } = await open();
    await assert.rejects(open({ id }), { code: "case-exists" });
    await assert.rejects(readOpenFacts(home, { directory: project.clone }), { code: "usage" });
    await assert.rejects(open({ id: "../x" }), { code: "usage" });
    await assert.rejects(open({ directory: project.root }), { code: "not-a-repository" });
    run(project.root, ["init", "-q", "empty"]);
    await assert.rejects(open({ directory: join(project.root, "empty") }), { code: "no-commit" });
    await assert.rejects(open({ reportFile: join(project.root, "none.eml") }), { code: "file-unreadable" });
  });

  it("leaves a damaged record as it is, and says so", async () => {
    const { case: id } = await open();
    const { places } = await findCase(home, id);
    const half = readFileSync(places.record).subarray(0, 100);
    writeFileSync(places.record, half);
    await assert.rejects(open({ id }), { code: "case-damaged" });
    assert.deepEqual(readFileSync(places.record), half);
  });

  it("brings a deleted worktree back with its commits and what was staged, also when the public clone is gone", async () => {
    const { case: id, worktree } = await open();
    const fix = commit(worktree, { "fix.txt": "fix\n" }, "Fix");
    writeFileSync(join(worktree, "staged.txt"), "staged\n");
    run(worktree, ["add", "-A"]);
    rmSync(worktree, { recursive: true });
    rmSync(project.clone, { recursive: true });
    await open({ id });
    assert.equal(run(worktree, ["rev-parse", "HEAD"]), fix);
    assert.equal(run(worktree, ["status", "--porcelain"]), "A  staged.txt");
    assert.equal(readFileSync(join(worktree, "staged.txt"), "utf8"), "staged\n");
  });

  it("brings a worktree back whose registration is gone, and overwrites no folder that is none", async () => {
    const { case: id, worktree } = await open();
    const { places } = await findCase(home, id);
    const fix = commit(worktree, { "fix.txt": "fix\n" }, "Fix");
    rmSync(worktree, { recursive: true });
    rmSync(join(places.repository, "worktrees"), { recursive: true });
    writeFileSync(worktree, "something else\n");
    await assert.rejects(open({ id }), { code: "worktree-missing" });
    rmSync(worktree);
    await open({ id });
    assert.equal(run(worktree, ["rev-parse", "HEAD"]), fix);
  });

  it("runs the project's set-up command in the worktree, last, shown before, and only after a yes", async () => {
    commit(project.clone, { ".embargo.yml": "setup: cp README.md made.txt; echo failing; exit 3\n" }, "Set-up");
    writeFileSync(join(project.clone, ".env"), "TOKEN=secret\n");
    run(project.clone, ["push", "-q"]);
    const plan = planOpen(await readOpenFacts(home, wish()));
    assert.match(plan.steps.at(-1)!.sentence, /set-up command in the worktree: cp README.md made.txt; echo failing/);
    assert.equal(plan.steps.at(-1)!.reversible, false);
    const unasked = await runOpen(home, plan, options);
    assert.deepEqual(unasked.setup, { state: "not-run" });
    assert.equal(existsSync(join(unasked.worktree, "made.txt")), false);
    const asked = planOpen(await readOpenFacts(home, wish()));
    const result = await runOpen(home, asked, { ...options, agreedToSetup: true });
    assert.deepEqual(result.setup, { state: "failed", lastLines: "failing" });
    assert.equal(existsSync(join(result.worktree, "made.txt")), true);
    assert.equal(existsSync(join(result.worktree, ".env")), false);
    assert.equal(isOpened((await findCase(home, result.case)).record), true);
  });

  it("opens all the same where that file cannot be read, and says so", async () => {
    commit(project.clone, { ".embargo.yml": "setp: x\n" }, "Wrong key");
    const plan = planOpen(await readOpenFacts(home, wish({ base: "HEAD" })));
    assert.match(plan.notes.join("\n"), /No set-up command is run\. Line 1 of \.embargo\.yml/);
    assert.equal(plan.steps.at(-1)!.id, "guard");
  });

  it("reads the fix: its tip and its commits in their order", async () => {
    const { case: id, worktree } = await open();
    const { record, places } = await findCase(home, id);
    assert.deepEqual(await fixCommits(record, places, record.base.commit), []);
    const first = commit(worktree, { "fix.txt": "1\n" }, "Fix");
    const second = commit(worktree, { "fix.txt": "2\n" }, "Test");
    const author = "Maintainer <maintainer@example.org>";
    assert.deepEqual(await fixCommits(record, places, record.base.commit), [
      { oid: first, subject: "Fix", author },
      { oid: second, subject: "Test", author },
    ]);
    const tree = run(worktree, ["rev-parse", "HEAD^{tree}"]);
    assert.deepEqual(await branchTip(record, places), { commit: second, tree });
  });
});
