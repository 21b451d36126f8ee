import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allowOnce, checkPush, lastVerdict, rememberAnswer } from "../../src/stages/guard";
import { rootCommits } from "../../src/tools/git/repository";
import { guardDir } from "../../src/tools/home";
import { commit, run } from "../support/gitRepo";
import { buildGuard } from "../support/guard";
import { guardedProject, type GuardedProject } from "../support/guardedProject";
import { onTerminal, withoutTerminal } from "../support/pushWith";

const PUSH = ["git", "push", "origin", "main"];

describe("stop once and ask, with no case open", () => {
  before(buildGuard);
  let place: GuardedProject;
  let tagged: string;
  beforeEach(async () => {
    place = await guardedProject();
    tagged = commit(place.clone, { "fix.txt": "fix\n" }, "Do not follow redirects\n\nCVE-ID: CVE-2026-12345");
  });
  afterEach(() => place.cleanup());

  const arrived = () => run(place.remote, ["rev-parse", "main"]) === tagged;

  it("without a terminal a tagged commit is refused before anything is sent", () => {
    const { code, output } = withoutTerminal(place.clone, PUSH);
    assert.equal(code, 1);
    assert.match(output, /^embargo: stopped\. This looks like a security fix/);
    assert.match(output, new RegExp(`${tagged.slice(0, 7)} Do not follow redirects: is tagged CVE-ID: CVE-2026-12345`));
    assert.ok(!arrived());
  });

  for (const message of [
    "[SECURITY-123] Check it",
    "Check it\n\nchangelog: security",
    "Check it\n\nEmbargo: E-OTHER1",
  ]) {
    it(`without a terminal "${message.split("\n").at(-1)}" is refused too`, () => {
      run(place.clone, ["commit", "--amend", "-q", "-m", message]);
      assert.equal(withoutTerminal(place.clone, PUSH).code, 1);
    });
  }

  it("on a terminal a yes lets this push pass, and is logged", async () => {
    const { code, output } = onTerminal(place.clone, PUSH.join(" "), "y\n");
    assert.match(
      output,
      new RegExp(`embargo: ${tagged.slice(0, 7)} .*is tagged CVE-ID: CVE-2026-12345 and origin is public`),
    );
    assert.equal(code, 0);
    assert.ok(arrived());
    const log = join(guardDir(place.home, await rootCommits(join(place.clone, ".git"), "HEAD")), "log");
    const lines = readdirSync(log).map((name) => readFileSync(join(log, name), "utf8"));
    assert.match(
      lines.join(""),
      new RegExp(`"event":"pushed anyway".*"commit":"${tagged}","test":"tag","asked":"terminal"`),
    );
  });

  it('a yes is for one push; "a" is for these commits, wherever they go', async () => {
    const [first, second] = ["first", "second"].map((name) => join(place.root, `${name}.git`));
    for (const remote of [first!, second!]) run(place.root, ["init", "-q", "--bare", remote]);
    const verdict = async () =>
      (await checkPush(place.home, { directory: place.clone, remoteOrUrl: second!, refspecs: ["main"] })).verdict;
    assert.equal(onTerminal(place.clone, `git push ${first} main`, "y\n").code, 0);
    assert.equal(await verdict(), "ask");
    assert.equal(onTerminal(place.clone, `git push ${second} main:refs/heads/other`, "a\n").code, 0);
    assert.equal(await verdict(), "allow");
    assert.equal(withoutTerminal(place.clone, ["git", "push", second!, "main"]).code, 0);
  });

  it("after a no it says how to keep them, in two lines", () => {
    const { output } = onTerminal(place.clone, PUSH.join(" "), "n\n");
    assert.match(
      output,
      /embargo: stopped; nothing was sent\.\r?\nWhat to do: "embargo move" takes it to a private worktree/,
    );
    assert.equal(output.match(/is tagged/g)?.length, 1);
  });

  for (const typed of ["n\n", "\n", "perhaps\n"]) {
    it(`on a terminal ${JSON.stringify(typed)} is a no`, () => {
      const { code } = onTerminal(place.clone, PUSH.join(" "), typed);
      assert.equal(code, 1);
      assert.ok(!arrived());
    });
  }

  it("from the editor nothing is asked on a terminal; the verdict is left for its window, and its yes counts", async () => {
    const { code, output } = onTerminal(place.clone, `VSCODE_GIT_COMMAND=push ${PUSH.join(" ")}`, "y\n");
    assert.equal(code, 1);
    assert.doesNotMatch(output, /\[y\/N\]/);
    const recorded = await lastVerdict(place.home, place.clone);
    assert.equal(recorded?.verdict, "ask");
    assert.equal(recorded.reasons[0]?.commit, tagged);
    await rememberAnswer(place.home, place.clone, recorded);
    assert.equal(withoutTerminal(place.clone, PUSH).code, 0);
    assert.ok(arrived());
  });

  it('"Push anyway" of the editor is for that push alone', async () => {
    assert.equal(withoutTerminal(place.clone, PUSH, { VSCODE_GIT_COMMAND: "push" }).code, 1);
    const recorded = await lastVerdict(place.home, place.clone);
    await allowOnce(place.home, place.clone, recorded!, { asked: "editor" });
    const elsewhere = ["git", "push", "origin", "main:refs/heads/elsewhere"];
    assert.equal(withoutTerminal(place.clone, elsewhere, { VSCODE_GIT_COMMAND: "push" }).code, 1);
    assert.equal(withoutTerminal(place.clone, PUSH, { VSCODE_GIT_COMMAND: "push" }).code, 0);
    assert.ok(arrived());
  });

  it("with embargo.warn off in the repository nothing is said", () => {
    run(place.clone, ["config", "embargo.warn", "off"]);
    const { code, output } = withoutTerminal(place.clone, PUSH);
    assert.equal(code, 0);
    assert.doesNotMatch(output, /^embargo:/m);
  });

  it("embargo.warn from the command line or the environment does not count", () => {
    assert.equal(withoutTerminal(place.clone, ["git", "-c", "embargo.warn=off", "push", "origin", "main"]).code, 1);
    const environment = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "embargo.warn", GIT_CONFIG_VALUE_0: "off" };
    assert.equal(withoutTerminal(place.clone, PUSH, environment).code, 1);
    assert.ok(!arrived());
  });

  it("with embargo.warn refuse nobody is asked", () => {
    run(place.clone, ["config", "embargo.warn", "refuse"]);
    const { code, output } = onTerminal(place.clone, PUSH.join(" "), "y\n");
    assert.equal(code, 1);
    assert.match(output, /embargo: refused\./);
  });

  it("a remote that the repository declares private gets it without a question", () => {
    run(place.clone, ["config", "embargo.privateRemote", place.remote]);
    assert.equal(withoutTerminal(place.clone, PUSH).code, 0);
    assert.ok(arrived());
  });

  it("what a private remote has is not public for that", () => {
    run(place.clone, ["init", "-q", "--bare", `${place.root}/team.git`]);
    run(place.clone, ["remote", "add", "team", `${place.root}/team.git`]);
    run(place.clone, ["config", "embargo.privateRemote", `${place.root}/team.git`]);
    assert.equal(withoutTerminal(place.clone, ["git", "push", "-q", "team", "main"]).code, 0);
    assert.equal(withoutTerminal(place.clone, PUSH).code, 1);
  });

  it("history that is public already is not asked about, on whatever branch", () => {
    run(place.clone, ["push", "-q", "--no-verify", "origin", "main"]);
    commit(place.clone, { "more.txt": "more\n" }, "Ordinary work");
    const { code, output } = withoutTerminal(place.clone, ["git", "push", "origin", "main", "main:refs/heads/feature"]);
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /^embargo:/m);
  });

  it("mere words pass with one line where nobody can be asked", () => {
    run(place.clone, ["commit", "--amend", "-q", "-m", "Add a test for CVE-2020-11111"]);
    const { code, output } = withoutTerminal(place.clone, PUSH);
    assert.equal(code, 0);
    assert.equal(output.match(/^embargo:.*CVE-2020-11111.*$/gm)?.length, 1);
  });

  it("mere words are asked about on a terminal", () => {
    run(place.clone, ["commit", "--amend", "-q", "-m", "Add a test for CVE-2020-11111"]);
    assert.equal(onTerminal(place.clone, PUSH.join(" "), "n\n").code, 1);
  });
});
