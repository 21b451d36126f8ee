import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { allowOnce, justRefused, lastVerdict, type RecordedVerdict } from "../../src/stages/guard";
import { readCaseView } from "../../src/stages/overview/readOverview";
import { readLog } from "../../src/tools/cases/log";
import { commit, gitEnvironment, run } from "../support/gitRepo";
import { buildGuard } from "../support/guard";
import { bringObjects, guardedCase, type GuardedCase } from "../support/guardedProject";
import { onTerminal, withoutTerminal } from "../support/pushWith";

const ROOT = join(__dirname, "..", "..");

describe("push this once, past a refusal", () => {
  before(buildGuard);
  let place: GuardedCase;
  let refused: RecordedVerdict;
  let pushed: string;

  const push = () => ["git", "push", "--quiet", "origin", `${pushed}:refs/heads/main`];
  const arrived = () => run(place.remote, ["rev-parse", "main"]) === pushed;
  const allow = (more: { typed?: string; now?: Date } = {}) =>
    allowOnce(place.home, place.clone, refused, { typed: place.record.id, asked: "editor", ...more });
  const onceFolder = () => join(place.places.dir, "..", "guard", "once");

  beforeEach(async () => {
    place = await guardedCase();
    bringObjects(place);
    pushed = place.fix[1];
    assert.equal(withoutTerminal(place.clone, push()).code, 1);
    refused = await justRefused(place.home, place.clone);
  });
  afterEach(() => place.cleanup());

  it("lets exactly that push through, one time, and the case's log says so", async () => {
    await allow();
    assert.equal(withoutTerminal(place.clone, push()).code, 0);
    assert.ok(arrived());
    const events = (await readLog(place.places)).filter(({ stage }) => stage === "guard");
    assert.deepEqual([...new Set(events.map(({ event }) => event))], ["allowed once", "pushed once"]);
    assert.ok(events.some(({ facts }) => facts?.["commit"] === pushed && facts["asked"] === "editor"));
    const { gates } = await readCaseView(place.home, place.record.id, () => Promise.resolve(0));
    assert.match(gates.find(({ name }) => name === "pushed")?.label ?? "", /^the fix was pushed past the guard on /);
    run(place.remote, ["update-ref", "refs/heads/main", place.record.base.commit]);
    run(place.clone, ["update-ref", "refs/remotes/origin/main", place.record.base.commit]);
    assert.equal(withoutTerminal(place.clone, push()).code, 1, "the second push is refused again");
    assert.ok(!arrived());
  });

  it("anything else in place of the id lets nothing through", async () => {
    for (const typed of ["", "y", "yes", "E-000000", place.record.id.toLowerCase()]) {
      await assert.rejects(allow({ typed }), { code: "refused" });
    }
    assert.equal(withoutTerminal(place.clone, push()).code, 1);
  });

  it("two minutes later it is over, and a clock that was set back does not help", async () => {
    for (const minutes of [-3, 3]) {
      await allow({ now: new Date(Date.now() + minutes * 60_000) });
      assert.equal(withoutTerminal(place.clone, push()).code, 1);
    }
    assert.ok(!arrived());
  });

  it("other objects, another name, another address are refused", async () => {
    const other = join(place.root, "other.git");
    run(place.root, ["init", "-q", "--bare", other]);
    run(place.clone, ["remote", "add", "other", other]);
    await allow();
    const target = `${pushed}:refs/heads/main`;
    for (const [remote, refspec] of [
      ["origin", `${place.fix[0]}:refs/heads/main`],
      ["origin", `${pushed}:refs/heads/topic`],
      ["other", target],
    ] as const) {
      assert.equal(
        withoutTerminal(place.clone, ["git", "push", "-q", remote, refspec]).code,
        1,
        `${remote} ${refspec}`,
      );
    }
    assert.equal(
      withoutTerminal(place.clone, ["git", "push", "-q", "origin", target, `${pushed}:refs/heads/more`]).code,
      1,
    );
    assert.equal(withoutTerminal(place.clone, push()).code, 0, "the others did not use it up");
  });

  it("a case that nobody typed is not let through with it", async () => {
    await allow();
    const [name = ""] = readdirSync(onceFolder());
    const file = join(onceFolder(), name);
    writeFileSync(file, readFileSync(file, "utf8").replace(`["${place.record.id}"]`, '["E-OTHER1"]'));
    assert.equal(withoutTerminal(place.clone, push()).code, 1);
  });

  it("a yes to a question is none to a refusal", async () => {
    await allowOnce(place.home, place.clone, { ...refused, verdict: "ask" }, { asked: "editor" });
    assert.equal(withoutTerminal(place.clone, push()).code, 1);
  });

  it("no variable forges it: the clone knows its home", async () => {
    const elsewhere = join(place.root, "forged");
    await allow();
    const [name = ""] = readdirSync(onceFolder());
    const record = readFileSync(join(onceFolder(), name), "utf8");
    rmSync(join(onceFolder(), name));
    const forged = join(elsewhere, basename(join(place.places.dir, "..")), "guard", "once");
    mkdirSync(forged, { recursive: true, mode: 0o700 });
    writeFileSync(join(forged, name), record);
    for (const variables of [
      { EMBARGO_HOME: elsewhere },
      { EMBARGO_ONCE: record, EMBARGO_ALLOW: "1", EMBARGO_SKIP: "1" },
      { EMBARGO_SEEN: record },
    ]) {
      assert.equal(withoutTerminal(place.clone, push(), variables).code, 1);
    }
    assert.ok(!arrived());
  });

  it("of pushes at the same moment one uses it", async () => {
    await allow();
    const script = Array.from({ length: 4 }, () => `(${push().join(" ")} 2>/dev/null; echo $?) &`).join(" ");
    const { stdout } = spawnSync("sh", ["-c", `${script} wait`], {
      cwd: place.clone,
      env: { ...gitEnvironment() },
      encoding: "utf8",
    });
    const events = (await readLog(place.places)).filter(({ event }) => event === "pushed once");
    const commits = new Set(events.map(({ facts }) => facts?.["commit"]));
    assert.ok(stdout.split("\n").filter((line) => line === "0").length >= 1);
    assert.equal(events.length, refused.reasons.length, "written once");
    assert.ok(commits.has(pushed));
    assert.deepEqual(readdirSync(onceFolder()), []);
  });

  it("what cannot be compared is let through by nobody", async () => {
    const unreadable: RecordedVerdict = { ...refused, reasons: [{ test: "unreadable", detail: "gone" }] };
    await assert.rejects(allowOnce(place.home, place.clone, unreadable, { typed: "", asked: "editor" }), {
      code: "refused",
    });
  });

  describe("in a terminal", () => {
    const cli = `node --import ${pathToFileURL(require.resolve("tsx")).href} ${join(ROOT, "src", "cli.ts")}`;
    const allowOnceCommand = () => `EMBARGO_HOME=${place.home.dir} ${cli} guard allow-once`;

    it("the id is typed on the terminal itself, and the next push goes through", () => {
      const { code, output } = onTerminal(place.clone, `true | ${allowOnceCommand()}`, `${place.record.id}\n`);
      assert.equal(code, 0, output);
      assert.match(output, /What was pushed there cannot be taken back/);
      assert.equal(withoutTerminal(place.clone, push()).code, 0);
      assert.ok(arrived());
    });

    it("standard input and flags type nothing", () => {
      const args = ["sh", "-c", `echo ${place.record.id} | ${allowOnceCommand()} --yes`];
      const { code, output } = withoutTerminal(place.clone, args);
      assert.equal(code, 1);
      assert.match(output, /typed by a person, on a terminal/);
      assert.equal(withoutTerminal(place.clone, push()).code, 1);
    });

    it("a wrong id lets nothing through", () => {
      const { code } = onTerminal(place.clone, allowOnceCommand(), "E-WRONG1\n");
      assert.equal(code, 1);
      assert.equal(withoutTerminal(place.clone, push()).code, 1);
    });
  });

  it("a refusal of long ago is none that can be let through", async () => {
    await assert.rejects(justRefused(place.home, place.clone, new Date(Date.now() + 11 * 60_000)), { code: "refused" });
  });

  it("another stopped push is another record", async () => {
    run(place.clone, ["switch", "-q", "-c", "topic"]);
    commit(place.clone, { "a.txt": "a\n" }, "Fix\n\nCVE-ID: CVE-2026-1");
    withoutTerminal(place.clone, ["git", "push", "-q", "origin", "topic"]);
    await assert.rejects(justRefused(place.home, place.clone), { code: "refused" });
    assert.notEqual((await lastVerdict(place.home, place.clone))?.push, refused.push);
  });
});
