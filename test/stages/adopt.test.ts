import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planAdopt, readAdoptFacts, runAdopt, type AdoptWishes } from "../../src/stages/adopt";
import { readBundleFacts } from "../../src/stages/bundle";
import { decryptMail } from "../../src/tools/pgp/decryptMail";
import { seal } from "../../src/tools/pgp/seal";
import { bytesOf } from "../support/bundleFiles";
import { commit, run } from "../support/gitRepo";
import { makeFolder, makePerson, makeTwoPeople, pin, readRecord, type TwoPeople } from "../support/people";
import { refusedWith } from "../support/refusal";
import { embargo } from "../support/terminal";

describe("a patch that the reporter wrote", function () {
  this.timeout(60_000);
  let people: TwoPeople;
  let mail: ReturnType<typeof makeFolder>;
  let base: string;
  before(async () => {
    people = await makeTwoPeople();
    mail = makeFolder();
    const { clone } = people;
    base = run(clone, ["rev-parse", "HEAD"]);
    run(clone, ["config", "user.name", "Robin Reporter"]);
    run(clone, ["config", "user.email", "robin@example.net"]);
    commit(
      clone,
      { "src/redirect.js": "export const follow = () => undefined;\n" },
      "Drop headers\n\nThe body says why.",
    );
    commit(clone, { "test/redirect.test.js": "test();\r\n" }, "Test it [again]");
  });
  after(() => {
    people.cleanup();
    mail.cleanup();
  });
  afterEach(() => {
    run(people.places.worktree, ["reset", "-q", "--hard", base]);
  });

  const patches = () => run(people.clone, ["format-patch", "--stdout", base]);
  const decrypt = (message: Uint8Array | string) => decryptMail(message, [people.maintainer.key]);
  const facts = (files: readonly (string | Uint8Array)[], more: Partial<AdoptWishes> = {}) =>
    readAdoptFacts(people.maintainer.home, people.record.id, {
      files: files.map((file) => (typeof file === "string" ? bytesOf(file) : file)),
      decrypt,
      ...more,
    });
  const adopt = async (...files: (string | Uint8Array)[]) =>
    runAdopt(people.maintainer.home, planAdopt(await facts(files)));
  const log = (format: string) => run(people.places.worktree, ["log", "--reverse", `--format=${format}`, `${base}..`]);
  /** What arrived is what the reporter has: tree, authors, dates, words; and our trailer on each commit. */
  function isTheReporters() {
    const theirs = (format: string) => run(people.clone, ["log", "--reverse", `--format=${format}`, `${base}..`]);
    assert.equal(
      run(people.places.worktree, ["rev-parse", "HEAD^{tree}"]),
      run(people.clone, ["rev-parse", "HEAD^{tree}"]),
    );
    assert.equal(log("%an <%ae> %ad"), theirs("%an <%ae> %ad"));
    assert.equal(log("%cn"), "Maintainer\nMaintainer");
    assert.equal(
      log("%(trailers:key=Embargo,valueonly)").trim().replace(/\s+/g, " "),
      `${people.record.id} ${people.record.id}`,
    );
    assert.equal(run(people.places.worktree, ["status", "--porcelain"]), "");
  }
  const inlineMails = () =>
    patches()
      .split(/^(?=From [0-9a-f]{40} Mon Sep 17)/m)
      .map((text) => text.replace(/^From .*\n/, ""));
  const attached = (text: string) =>
    [
      "From: Robin Reporter <robin@example.net>",
      "To: maintainer@example.org",
      "Subject: A fix",
      "Date: Sat, 21 Nov 2026 10:00:00 +0000",
      "MIME-Version: 1.0",
      'Content-Type: multipart/mixed; boundary="b"',
      "",
      "--b",
      "Content-Type: text/plain",
      "",
      "here it is",
      "--b",
      "Content-Type: text/x-patch",
      'Content-Disposition: attachment; filename="fix.patch"',
      "Content-Transfer-Encoding: base64",
      "",
      Buffer.from(text)
        .toString("base64")
        .replace(/(.{76})/g, "$1\n"),
      "--b--",
      "",
    ].join("\r\n");

  it("is shown first: files, warnings, authors; nothing has moved", async () => {
    const plan = planAdopt(await facts([patches()]));
    assert.deepEqual(
      plan.steps.map(({ id }) => id),
      ["commit-1", "commit-2", "move"],
    );
    assert.match(plan.steps[0]!.sentence, /^commit "Drop headers" by Robin Reporter <robin@example\.net>$/);
    assert.equal(plan.files.length, 2);
    assert.match(plan.notes.join("\n"), /their answer cannot confirm it/);
    assert.equal(run(people.places.worktree, ["rev-parse", "HEAD"]), base);
  });

  it("comes as an mbox of format-patch", async () => {
    await adopt(patches());
    isTheReporters();
    assert.match(log("%B"), /^Drop headers\n\nThe body says why\.\n\nEmbargo: /);
  });

  it("comes as mails saved one by one, put in their order by their marks", async () => {
    await adopt(...inlineMails().filter(Boolean).reverse());
    isTheReporters();
  });

  it("comes as an attachment, plain or in an encrypted mail, and as an encrypted file", async () => {
    await adopt(attached(patches()));
    isTheReporters();
    run(people.places.worktree, ["reset", "-q", "--hard", base]);
    const { own } = people.maintainer;
    const inside = await seal(bytesOf(attached(patches())), { to: own.certificate, signWith: people.reporter.key });
    await adopt(inside);
    isTheReporters();
    run(people.places.worktree, ["reset", "-q", "--hard", base]);
    await adopt(await seal(bytesOf(patches()), { to: own.certificate, signWith: people.reporter.key }));
    isTheReporters();
  });

  it("comes as a git bundle", async () => {
    const file = join(mail.dir, "fix.bundle");
    run(people.clone, ["bundle", "create", "-q", file, `${base}..main`]);
    await adopt(readFileSync(file));
    isTheReporters();
  });

  it("comes as a bare diff, by the reporter of the case", async () => {
    await adopt(run(people.clone, ["diff", "--binary", base, "HEAD"]) + "\n");
    assert.equal(log("%an <%ae>"), "Robin Reporter <robin@example.net>");
    assert.equal(
      run(people.places.worktree, ["rev-parse", "HEAD^{tree}"]),
      run(people.clone, ["rev-parse", "HEAD^{tree}"]),
    );
  });

  it("takes away the reporter's say: a maintainer who did not write it confirms", async () => {
    await adopt(patches());
    const second = await makePerson("Maintainer", "maintainer@example.org");
    try {
      await pin(people.maintainer.home, second);
      const to = ["robin@example.net", "maintainer@example.org"];
      const { readers } = await readBundleFacts(people.maintainer.home, people.record.id, { to });
      assert.deepEqual(
        readers.map(({ role }) => role),
        ["other", "maintainer"],
      );
      const { adopted } = await readRecord(people);
      assert.equal(adopted?.at(-1)?.from.fingerprint, people.reporter.own.fingerprint);
      assert.ok(readdirSync(people.places.evidence).some((name) => name.endsWith(".quarantine")));
    } finally {
      second.cleanup();
    }
  });

  it("warns of what runs code, of links and of bidi characters before anything is there", async () => {
    const { clone } = people;
    run(clone, ["checkout", "-q", "-b", "odd", base]);
    commit(clone, { ".envrc": "echo\n", "a.js": "// \u202e\n" }, "Odd");
    const odd = run(clone, ["format-patch", "--stdout", base]);
    run(clone, ["checkout", "-q", "main"]);
    const { warnings } = await facts([odd]);
    assert.deepEqual(warnings.map(({ code }) => code).sort(), ["bidi", "runs-code"]);
    assert.ok(!existsSync(join(people.places.worktree, ".envrc")));
  });

  it("is refused when it leaves the tree, does not apply, or holds no patch", async () => {
    const evil = (path: string) =>
      [
        "From: R <r@example.net>",
        "Date: Sat, 21 Nov 2026 10:00:00 +0000",
        "Subject: x",
        "",
        `diff --git a/${path} b/${path}`,
        "new file mode 100644",
        "--- /dev/null",
        `+++ b/${path}`,
        "@@ -0,0 +1 @@",
        "+x",
        "",
      ].join("\n");
    for (const path of ["../x", ".git/hooks/post-merge", ".GIT/config", "sub/.git/config"]) {
      await refusedWith("patch-fails", () => facts([evil(path)]));
    }
    const twisted = patches().replaceAll("return fetch(target", "return other(target");
    await refusedWith("patch-fails", () => facts([twisted]));
    await refusedWith("patch-fails", () => facts(["From: R <r@example.net>\nSubject: hello\n\nno patch here\n"]));
    await refusedWith("patch-fails", () => facts(["just words\n"]));
    assert.equal(run(people.places.worktree, ["rev-parse", "HEAD"]), base);
  });

  it("shows a second commit that hides in the words of the first", async () => {
    const [first = ""] = patches()
      .split(/^(?=From [0-9a-f]{40} Mon Sep 17)/m)
      .filter(Boolean);
    const smuggled = inlineMails()
      .filter(Boolean)[1]!
      .replace("Robin Reporter <robin@example.net>", "Linus <linus@example.com>");
    const hidden = first.replace(
      "The body says why.",
      `Words.\n\nFrom ${"1".repeat(40)} Mon Sep 17 00:00:00 2001\n${smuggled}`,
    );
    const found = await facts([hidden]).catch((error: { code: string }) => error.code);
    if (typeof found === "string") assert.equal(found, "patch-fails");
    else assert.match(planAdopt(found).notes.join("\n"), /names Linus/);
  });

  it("waits until the worktree has no changes of one's own", async () => {
    writeFileSync(join(people.places.worktree, "README.md"), "changed\n");
    await refusedWith("busy", () => facts([patches()]));
  });

  it("is a verb, whose --dry-run changes nothing", async () => {
    const file = join(mail.dir, "fix.mbox");
    writeFileSync(file, patches());
    const where = { cwd: people.project.clone, home: people.maintainer.home.dir };
    const dry = await embargo(["import", people.record.id, file, "--dry-run"], where);
    assert.match(dry.out, /src\/redirect\.js {3}modified/);
    assert.equal(run(people.places.worktree, ["rev-parse", "HEAD"]), base);
    const done = await embargo(["import", people.record.id, file, "--json"], where);
    assert.equal(done.json<{ commits: number }>().commits, 2);
    isTheReporters();
  });
});
