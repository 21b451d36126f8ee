import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planAnswer, reviewBundle, runAnswer, type Review, type ReviewOptions } from "../../../src/stages/confirm";
import { forgeBundle, patchWith } from "../../support/forgery";
import { makeProject, run } from "../../support/gitRepo";
import { fix, makeFolder, makePerson, makeTwoPeople, sendBundle, type TwoPeople } from "../../support/people";
import { refusedWith } from "../../support/refusal";

describe("a review", function () {
  this.timeout(60_000);
  let people: TwoPeople;
  beforeEach(async () => {
    people = await makeTwoPeople();
  });
  afterEach(() => people.cleanup());

  const send = async () => readFileSync((await sendBundle(people)).files[0]!.path);
  const review = (file: Uint8Array, options: Partial<ReviewOptions> = {}) =>
    reviewBundle(people.reporter.home, file, { ownKey: people.reporter.key, directory: people.clone, ...options });
  const codes = ({ warnings }: Review) => warnings.map(({ code, path }) => (path ? `${code} ${path}` : code));

  it("shows each file with both contents, its counts and its modes, and the authors of the commits", async () => {
    fix(people, { "src/new.js": "one\ntwo\n" }, "Keep headers on their host\n\nBody.");
    chmodSync(join(people.places.worktree, "README.md"), 0o755);
    fix(people, { "src/redirect.js": "gone\n" }, "Second");
    const [branch] = (await review(await send())).branches;
    const shown = branch!.files.map(({ path, status, added, deleted, oldMode, newMode, oldBytes, newBytes }) => [
      `${status} ${path} +${added} -${deleted}`,
      `${oldMode} ${newMode}`,
      oldBytes?.length,
      newBytes && Buffer.from(newBytes).toString(),
    ]);
    assert.deepEqual(shown, [
      ["modified README.md +0 -0", "100644 100755", 27, "# Sample\n\nA small library.\n"],
      ["added src/new.js +2 -0", "undefined 100644", undefined, "one\ntwo\n"],
      ["modified src/redirect.js +1 -3", "100644 100644", 98, "gone\n"],
    ]);
    assert.deepEqual(
      branch!.commits.map(({ author, subject }) => `${author}: ${subject}`),
      ["Maintainer: Keep headers on their host", "Maintainer: Second"],
    );
  });

  it("warns in the order of the format of what runs code, of links, of binary and of unseen characters", async () => {
    const { worktree } = people.places;
    run(worktree, [
      "update-index",
      "--add",
      "--cacheinfo",
      `120000,${run(worktree, ["hash-object", "-w", "--stdin"], "/etc/passwd")},link`,
    ]);
    writeFileSync(join(worktree, "package.json"), "{}\n");
    writeFileSync(join(worktree, "a.bin"), Buffer.from([0, 1, 2]));
    writeFileSync(join(worktree, "bidi.js"), "x // \u202e\n");
    writeFileSync(join(worktree, "zero.js"), "x\u200by\n");
    run(worktree, ["add", "package.json", "a.bin", "bidi.js", "zero.js"]);
    run(worktree, ["commit", "-q", "-m", "Many"]);
    assert.deepEqual(codes(await review(await send())), [
      "binary a.bin",
      "symlink link",
      "runs-code package.json",
      "bidi bidi.js",
      "invisible zero.js",
    ]);
  });

  it("warns of a new file whose name differs only in case from one that stays", async () => {
    fix(people, { "Readme.MD": "The other one.\n" });
    assert.deepEqual(codes(await review(await send())), ["portable-name Readme.MD"]);
  });

  it("warns of a renamed file under its old name too", async () => {
    people.cleanup();
    people = await makeTwoPeople({ files: { "package.json": '{\n "name": "sample",\n "version": "1.0.0"\n}\n' } });
    run(people.places.worktree, ["mv", "package.json", "package.txt"]);
    run(people.places.worktree, ["commit", "-q", "-m", "Move"]);
    const seen = await review(await send());
    assert.deepEqual(
      seen.branches[0]?.files.map(({ status, oldPath, path }) => [status, oldPath, path]),
      [["renamed", "package.json", "package.txt"]],
    );
    assert.deepEqual(codes(seen), ["runs-code package.json"]);
  });

  it("warns when nobody has compared the signer, whose key was named for this review", async () => {
    fix(people);
    const file = await send();
    const newcomer = await makePerson("New", "new@example.net");
    const { certificate } = people.maintainer.own;
    const options = { ownKey: people.reporter.key, directory: people.clone, from: certificate };
    await refusedWith("signer-unknown", () =>
      reviewBundle(newcomer.home, file, { ...options, from: newcomer.own.fingerprint }),
    );
    const seen = await reviewBundle(newcomer.home, file, options);
    assert.deepEqual([seen.signer.pinned, seen.signer.compared], [false, false]);
    assert.deepEqual(codes(seen), ["signer-not-compared"]);
    newcomer.cleanup();
  });

  it("works outside of any repository and in a clone of another project, but checks no tree there", async () => {
    fix(people);
    const file = await send();
    const nowhere = makeFolder();
    const other = makeProject({ files: { "other.txt": "other\n" } });
    for (const directory of [nowhere.dir, other.clone]) {
      const seen = await review(file, { directory });
      assert.deepEqual(codes(seen), ["trees-not-checked"]);
      assert.deepEqual(
        seen.branches.map(({ checked, files }) => [checked, files.map(({ path, status }) => `${status} ${path}`)]),
        [[false, ["touched src/redirect.js"]]],
      );
      await refusedWith("base-missing", () => planAnswer(seen, { decision: "confirmed", message: "" }));
      assert.equal(planAnswer(seen, { decision: "rejected", message: "" }).steps.length, 1);
    }
    nowhere.cleanup();
    other.cleanup();
  });

  it("does not take the clone's configuration, attributes or replaced objects for its own", async () => {
    const { clone } = people;
    fix(people, { "src/redirect.js": "changed\r\n  \n" });
    const file = await send();
    const settings = {
      "core.autocrlf": "input",
      "apply.whitespace": "fix",
      "core.fsmonitor": "touch /tmp/never",
      "diff.external": "false",
    };
    for (const [key, value] of Object.entries(settings)) run(clone, ["config", key, value]);
    writeFileSync(join(clone, ".git/info/attributes"), "* text eol=crlf diff=nothing filter=nothing\n");
    writeFileSync(join(clone, ".gitattributes"), "* binary\n");
    const seen = await review(file);
    assert.equal(seen.branches[0]?.checked, true);
    assert.equal(seen.branches[0]?.files[0]?.binary, false);
  });

  it("says that a version is not the newest, and lets nobody confirm it", async () => {
    fix(people);
    const first = await send();
    fix(people, { "more.txt": "more\n" });
    const second = await send();
    await review(second);
    const seen = await review(first);
    assert.deepEqual(codes(seen), ["superseded"]);
    await refusedWith("superseded", () => planAnswer(seen, { decision: "confirmed", message: "" }));
    assert.equal((await review(second)).superseded, false);
  });

  it("warns of an author that a message puts in the place of the true one", async () => {
    fix(people);
    await send();
    const file = await forgeBundle(people, {
      files: patchWith((text) => text.replace("\n\nEmbargo:", "\n\nFrom: Linus <linus@example.org>\n\nEmbargo:")),
    });
    const seen = await review(file);
    assert.deepEqual(codes(seen), ["in-body-from"]);
    assert.equal(seen.branches[0]?.commits[0]?.author, "Linus");
  });

  it("leaves nothing in the home but which version was seen", async () => {
    fix(people);
    const file = await send();
    const { dir } = people.reporter.home;
    const before = new Set(readdirSync(dir, { recursive: true }) as string[]);
    await review(file);
    const added = (readdirSync(dir, { recursive: true }) as string[]).filter((name) => !before.has(name)).sort();
    const signer = people.maintainer.own.fingerprint;
    assert.deepEqual(added, ["known", `known/${signer}`, `known/${signer}/${people.record.id}`, "tmp"]);
  });

  it("can be answered into a folder or a file that is not there, never over one that is", async () => {
    fix(people);
    const seen = await review(await send());
    const out = makeFolder();
    const plan = planAnswer(seen, { decision: "changes-requested", message: "Line 2?" });
    const options = { ownKey: people.reporter.key, out: out.dir };
    const { path } = await runAnswer(people.reporter.home, plan, options);
    assert.deepEqual(readdirSync(out.dir).sort(), [plan.fileName.replace(/gpg$/, "eml"), plan.fileName].sort());
    await refusedWith("file-exists", () => runAnswer(people.reporter.home, plan, options));
    await runAnswer(people.reporter.home, plan, { ...options, out: `${path}.second` });
    out.cleanup();
  });
});
