import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMPLETE } from "../support/advisory";
import { makeProject, type Project } from "../support/gitRepo";
import { embargo } from "../support/terminal";

describe("the command line", () => {
  let dir: string;
  let home: string;
  let project: Project;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "embargo-cli-"));
    home = join(dir, "home");
    project = makeProject();
  });
  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
    project.cleanup();
  });
  const run = (...args: string[]) => embargo(args, { cwd: project.clone, home });

  it("shows its help and makes no home for it", async () => {
    const { exit, out } = await run("--help");
    assert.equal(exit, 0);
    assert.match(out, /embargo.*open.*bundle.*review/s);
    assert.ok(!existsSync(home));
  });

  const wrong: [string, string[]][] = [
    ["an unknown verb", ["opne"]],
    ["an unknown flag", ["list", "--jsn"]],
    ["a missing argument", ["review"]],
    ["a missing decision", ["answer", "x.tar.gpg"]],
    ["a missing reader", ["bundle", "E-7K2QXD"]],
    ["a title nobody can be asked for", ["open"]],
    ["a reporter without an address", ["open", "--title", "T", "--reporter", "Robin"]],
    ["a descriptor that is no number", ["list", "--passphrase-fd", "three"]],
  ];
  for (const [name, args] of wrong) {
    it(`gives ${name} exit 3, with what to do`, async () => {
      const plain = await run(...args);
      assert.equal(plain.exit, 3);
      assert.equal(plain.out, "");
      assert.equal(plain.err.trim().split("\n").length >= 2, true, plain.err);
      const asJson = await run(...args, "--json");
      assert.equal(asJson.exit, 3);
      const { error } = asJson.json<{ error: { code: string; hint: string } }>();
      assert.equal(error.code, "usage");
      assert.notEqual(error.hint, "");
    });
  }

  for (const verb of [[], ["key"], ["guard"], ["advisory"]]) {
    it(`shows the help where a verb is missing after "${["embargo", ...verb].join(" ")}", with exit 3`, async () => {
      const { exit, out, err } = await run(...verb);
      assert.equal(exit, 3);
      assert.equal(out, "");
      assert.match(err, /Commands:[^]*The verb is missing/);
    });
  }

  it("says that it could not run with exit 2", async () => {
    const missing = await run("status", "E-000000", "--json");
    assert.equal(missing.exit, 2);
    assert.equal(missing.json<{ error: { code: string } }>().error.code, "case-missing");
    assert.equal((await run("review", join(dir, "none.tar.gpg"))).exit, 2);
    assert.equal((await run("key", "export")).exit, 2);
  });

  it("opens a case from a title and shows it", async () => {
    const opened = await run("open", "--title", "Cookies reach the wrong host", "--json");
    assert.equal(opened.exit, 0, opened.out);
    const { case: id, worktree, workspace, advisory } = opened.json<Record<string, string>>();
    for (const path of [worktree, workspace, advisory]) assert.ok(existsSync(path!), path);
    const list = (await run("list", "--json")).json<{ cases: { case: string; stage: string }[] }>();
    assert.deepEqual(
      list.cases.map((entry) => [entry.case, entry.stage]),
      [[id, "fix"]],
    );
    const status = (await run("status", id!, "--json")).json<{
      confirmation: { state: string; sentence: string };
      answers: unknown[];
      deadlines: unknown[];
    }>();
    const nobody = { by: null, version: null, staleBecause: null };
    assert.deepEqual(status.confirmation, { state: "none", ...nobody, sentence: "not confirmed yet" });
    assert.deepEqual(status.deadlines, []);
  });

  it("prints a plan and does nothing with --dry-run", async () => {
    const { exit, out } = await run("open", "--title", "T", "--dry-run");
    assert.equal(exit, 0);
    assert.match(out, /1 .*private place/);
    assert.match(out, /Nothing is sent/);
    assert.deepEqual((await run("list", "--json")).json(), { cases: [], keys: [] });
    assert.ok(!existsSync(join(project.clone, ".git", "embargo")));
  });

  it("does nothing with --dry-run, whatever the verb", async () => {
    const key = ["key", "new", "--name", "Mika", "--email", "mika@example.org", "--no-passphrase"];
    const refused = await run("guard", "install", "--dry-run", "--json");
    assert.deepEqual(Object.keys(refused.json()), ["plan"]);
    assert.ok(!existsSync(join(project.clone, ".git", "embargo")));
    assert.match((await run(...key, "--dry-run")).out, /make a key for Mika <mika@example.org>/);
    assert.match((await run("key", "list")).out, /none yet/);

    assert.equal((await run(...key)).exit, 0);
    const { armored } = (await run("key", "export", "--json")).json<{ armored: string }>();
    const [file, osv] = [join(dir, "mika.asc"), join(dir, "osv.json")];
    writeFileSync(file, armored);
    const other = { cwd: project.clone, home: join(dir, "other") };
    assert.match((await embargo(["key", "import", file, "--dry-run"], other)).out, /pin the key of Mika/);
    assert.deepEqual((await embargo(["key", "list", "--json"], other)).json(), {
      own: null,
      contacts: [],
      notices: [],
    });
    await embargo(["key", "import", file], other);
    await embargo(["key", "compare", "mika@example.org", "--dry-run"], other);
    assert.match((await embargo(["key", "list"], other)).out, /not compared/);

    await run("guard", "install");
    await run("guard", "remove", "--dry-run");
    assert.equal((await run("guard", "status")).exit, 0);
    const { case: id, advisory } = (await run("open", "--title", "T", "--json")).json<Record<string, string>>();
    await run("advisory", "export", advisory!, "--format", "markdown", "--out", osv, "--dry-run");
    assert.ok(!existsSync(osv));
    assert.match((await run("advisory", "derive", id!, "--dry-run")).out, /Advisory of/);
  });

  it("asks nothing for a second key of one's own, and says how to change it", async () => {
    const key = ["key", "new", "--name", "Mika", "--email", "mika@example.org"];
    await run(...key, "--no-passphrase");
    const again = await run(...key, "--json");
    assert.equal(again.json<{ error: { code: string } }>().error.code, "own-key-exists");
  });

  it("says it in words when there is nothing to show", async () => {
    for (const verb of ["list", "status"]) assert.match((await run(verb)).out, /No case is open/);
    const { err } = await run("open", "--report", join(dir, "none.eml"));
    assert.match(err, /there is no file of this name/);
    assert.match((await run("open", "--id", "E-000000")).err, /no unfinished case E-000000/);
  });

  it("never prints the title of a case where a program reads along", async () => {
    await run("open", "--title", "SECRET-TITLE");
    for (const args of [["list"], ["status"], ["doctor"]]) {
      const { out, err } = await run(...args);
      assert.doesNotMatch(out + err, /SECRET-TITLE/);
    }
  });

  it("makes a key without a passphrase only when told so, and says it", async () => {
    const refused = await run("key", "new", "--name", "Mika", "--email", "mika@example.org");
    assert.equal(refused.exit, 3);
    const made = await run("key", "new", "--name", "Mika", "--email", "mika@example.org", "--no-passphrase");
    assert.equal(made.exit, 0);
    assert.match(made.out, /no passphrase/);
    const { fingerprint, armored } = (await run("key", "export", "--json")).json<Record<string, string>>();
    assert.match(fingerprint!, /^[0-9A-F]{40}$/);
    writeFileSync(join(dir, "mika.asc"), armored!);
    const other = { cwd: dir, home: join(dir, "other") };
    const wrongKey = await embargo(
      ["key", "import", join(dir, "mika.asc"), "--fingerprint", "0".repeat(40), "--json"],
      other,
    );
    assert.equal(wrongKey.json<{ error: { code: string } }>().error.code, "fingerprint-differs");
    assert.equal(
      (await embargo(["key", "import", join(dir, "mika.asc"), "--fingerprint", fingerprint!], other)).exit,
      0,
    );
    assert.equal((await embargo(["key", "compare", "mika@example.org"], other)).exit, 0);
    const { contacts } = (await embargo(["key", "list", "--json"], other)).json<{
      contacts: { compared: boolean }[];
    }>();
    assert.deepEqual(
      contacts.map(({ compared }) => compared),
      [true],
    );
  });

  it("lints an advisory with exit 1 for an error and 0 for warnings, unless strict", async () => {
    const opened = (await run("open", "--title", "A flaw", "--json")).json<{ advisory: string }>();
    const lint = await run("advisory", "lint", opened.advisory, "--json");
    assert.equal(lint.exit, 0, lint.out);
    assert.equal(
      (await run("advisory", "lint", opened.advisory, "--strict")).exit,
      0,
      "what is not written yet is no slip",
    );
    const draft = readFileSync(opened.advisory, "utf8");
    writeFileSync(opened.advisory, draft.replace("weaknesses: []", "weaknesses: [CWE-20]"));
    assert.equal((await run("advisory", "lint", opened.advisory)).exit, 0);
    assert.equal((await run("advisory", "lint", opened.advisory, "--strict")).exit, 1);
    writeFileSync(join(dir, "bad.md"), "no front matter\n");
    const bad = await run("advisory", "lint", join(dir, "bad.md"), opened.advisory);
    assert.equal(bad.exit, 1);
    assert.match(
      bad.out,
      /^\S*bad\.md:1 {2}error {2}\S.* \(fm\/\S+\)\n {4}\S.* \(Embargo, docs\/formats\.md, section 6\)\n/,
    );
    assert.match(bad.out, /\n\n1 error, .* in 2 files\.$/m);
  });

  it("sees one id in two advisories, of a folder and of the project's cases", async () => {
    const folder = join(dir, "advisories");
    mkdirSync(folder);
    for (const name of ["a", "b"])
      writeFileSync(join(folder, `${name}.md`), COMPLETE.replace(/^id: .*/m, `id: X-${name}`));
    const twice = (await run("advisory", "lint", folder, "--json")).json<Linted>().findings;
    assert.equal(twice.length, 2);
    for (const { findings } of twice) assert.ok(findings.some(({ rule }) => rule === "id/reserved-elsewhere"));
    const openCase = async (title: string) =>
      (await run("open", "--title", title, "--json")).json<{ advisory: string }>();
    const [first, second] = [await openCase("One"), await openCase("Two")];
    for (const { advisory } of [first, second]) {
      writeFileSync(advisory, readFileSync(advisory, "utf8").replace("aliases: []", "aliases: [CVE-2026-12345]"));
    }
    const rules = (await run("advisory", "lint", first.advisory, "--json")).json<Linted>().findings[0]!.findings;
    assert.ok(rules.some(({ rule }) => rule === "id/reserved-elsewhere"));
  });

  it("exports no address of a private remote, and says what a record lacks of its publisher", async () => {
    const opened = await run("open", "--title", "A flaw", "--json");
    const { case: id = "", advisory = "" } = opened.json<Record<string, string>>();
    const csaf = await run("advisory", "export", advisory, "--format", "csaf");
    assert.equal(csaf.exit, 0, csaf.err);
    assert.match(csaf.err, /not said who publishes/);
    assert.equal((await run("advisory", "export", advisory, "--format", "markdown")).err, "");
    const url = "https://git.example.net/team/fixes.git";
    const allowed = await run("remote", "allow", id, url, "--yes");
    assert.equal(allowed.exit, 0, allowed.err);
    writeFileSync(
      advisory,
      readFileSync(advisory, "utf8").replace(
        "references: []",
        "references: [{ type: web, url: https://git.example.net/team/fixes }]",
      ),
    );
    const leaking = await run("advisory", "export", advisory, "--format", "osv", "--json");
    assert.equal(leaking.json<{ error: { code: string } }>().error.code, "findings");
    assert.match(leaking.out, /leak\/private-remote/);
    assert.equal((await run("advisory", "request", id, "--cve")).exit, 1);
  });

  it("scores a vector, writes it into the advisory of a case, and says why another is none", async () => {
    const vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:N/A:N";
    const score = await run("advisory", "score", vector);
    assert.equal(score.exit, 0, score.err);
    assert.match(score.out, /^6\.5 medium .*\n {4}Attack vector: over a network$/m);
    const opened = await run("open", "--title", "A flaw", "--json");
    const { case: id = "", advisory = "" } = opened.json<Record<string, string>>();
    const drafted = readFileSync(advisory, "utf8");
    assert.match((await run("advisory", "score", id)).out, /no vector yet/);

    const wrong = await run("advisory", "rate", id, "CVSS:3.1/AV:N", "--json");
    assert.equal(wrong.exit, 3);
    assert.match(wrong.json<{ error: { message: string } }>().error.message, /AC, PR, UI, S, C, I, A are missing/);
    assert.match(
      (await run("advisory", "rate", id, vector, "--label", "--dry-run")).out,
      /6\.5 medium.*label moderate/,
    );
    assert.equal(readFileSync(advisory, "utf8"), drafted);

    const written = await run("advisory", "rate", id, vector, "--label");
    assert.equal(written.exit, 0, written.err);
    const expected = drafted.replace("  label:", "  label: moderate").replace("cvss: []", `cvss: [${vector}]`);
    assert.equal(readFileSync(advisory, "utf8"), expected);
    const { scores } = (await run("advisory", "score", id, "--json")).json<{ scores: { score: number }[] }>();
    assert.deepEqual(
      scores.map((one) => one.score),
      [6.5],
    );
    writeFileSync(advisory, expected.replace("/A:N]", "]"));
    const broken = await run("advisory", "score", advisory);
    assert.equal(broken.exit, 1);
    assert.match(broken.out, /^No CVSS vector: A is missing/);
  });
});

interface Linted {
  readonly findings: readonly { readonly findings: readonly { readonly rule: string }[] }[];
}
