import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorCode } from "../../src/model/errors";
import type { Oid, Sha256 } from "../../src/model/ids";
import { reviewBundle } from "../../src/stages/confirm";
import { openBundle } from "../../src/stages/confirm/openBundle";
import { forgeBundle, listing, patchWith, type Forgery } from "../support/forgery";
import { run } from "../support/gitRepo";
import { makeGpgPerson } from "../support/gpgPerson";
import { fix, makePerson, makeTwoPeople, pin, sendBundle, type Person, type TwoPeople } from "../support/people";
import { refusedWith } from "../support/refusal";

describe("a hostile bundle is refused, and nothing is written", function () {
  this.timeout(120_000);
  let people: TwoPeople;
  let stranger: Person;
  let colleague: Person;
  let honest: Uint8Array;

  before(async () => {
    people = await makeTwoPeople();
    [stranger, colleague] = await Promise.all([
      makePerson("Mallory", "m@example.com"),
      makePerson("Co", "co@example.com"),
    ]);
    await pin(people.reporter.home, colleague);
    await pin(people.maintainer.home, colleague);
    mkdirSync(join(people.reporter.home.dir, "tmp"), { recursive: true });
    fix(people);
    const sent = await sendBundle(people, [people.reporter.mail, colleague.mail]);
    honest = readFileSync(sent.files[0]!.path);
  });
  after(() => [people, stranger, colleague].forEach((part) => part.cleanup()));

  const review = (file: Uint8Array) =>
    reviewBundle(people.reporter.home, file, { ownKey: people.reporter.key, directory: people.clone });

  /** Refused with this code; home and clone are as before. */
  async function refused(code: ErrorCode, file: Uint8Array): Promise<void> {
    const before = listing(people.reporter.home.dir, people.clone);
    await refusedWith(code, () => review(file));
    assert.deepEqual(listing(people.reporter.home.dir, people.clone), before);
  }

  const forged: Readonly<Record<string, readonly [ErrorCode, () => Forgery]>> = {
    "signed by somebody nobody pinned": ["signer-unknown", () => ({ signer: stranger })],
    "signed by another pinned person, with the maintainer as the addressee of answers": [
      "not-for-me",
      () => ({ signer: colleague, header: { replyToKey: people.maintainer.own.fingerprint } }),
    ],
    "encrypted to somebody else": ["not-for-me", () => ({ to: colleague })],
    "made for somebody else and encrypted again for me": [
      "not-for-me",
      () => ({ header: { forKey: colleague.own.fingerprint } }),
    ],
    "with a template for another digest": [
      "manifest",
      () => ({ header: { manifestSha256: "0".repeat(64) as Sha256 } }),
    ],
    "with a file that the manifest does not list": [
      "files",
      () => ({
        files: (files) => files.set("notes.md", new Uint8Array([10])),
        manifest: ({ files }) => ({ files: files.filter(({ path }) => path !== "notes.md") }),
      }),
    ],
    "with a wrong hash": [
      "files",
      () => ({
        manifest: ({ files }) => ({ files: files.map((file) => ({ ...file, sha256: "0".repeat(64) as Sha256 })) }),
      }),
    ],
    "with a result tree that its patches do not make": [
      "tree-differs",
      () => ({ manifest: ({ branches }) => ({ branches: branches.map((b) => ({ ...b, result_tree: b.base_tree })) }) }),
    ],
    "with a base tree that is not its commit's": [
      "tree-differs",
      () => ({ manifest: ({ branches }) => ({ branches: branches.map((b) => ({ ...b, base_tree: b.result_tree })) }) }),
    ],
    "with a base that is no commit": [
      "manifest",
      () => ({ manifest: ({ branches }) => ({ branches: branches.map((b) => ({ ...b, base_commit: b.base_tree })) }) }),
    ],
    "with another number of commits": [
      "patch-fails",
      () => ({ manifest: ({ branches }) => ({ branches: branches.map((b) => ({ ...b, commits: 2 })) }) }),
    ],
    "with a git bundle": [
      "patch-fails",
      () => ({
        files: (files) => {
          for (const path of [...files.keys()].filter((name) => name.startsWith("patches/"))) files.delete(path);
          files.set("bundles/01-main.bundle", new TextEncoder().encode("# v2 git bundle\n"));
        },
        manifest: ({ branches }) => ({ branches: branches.map((b) => ({ ...b, path: "bundles/01-main.bundle" })) }),
      }),
    ],
    "with a patch that does not apply": [
      "patch-fails",
      () => ({ files: patchWith((text) => text.replace(/^-(?!-)/m, "-x")) }),
    ],
    "with a binary change of 600 MiB": [
      "too-large",
      () => ({
        files: patchWith((text) => text.replace(/^---.*$/m, "GIT binary patch\nliteral 629145600\nzcmV\n\n$&")),
      }),
    ],
  };
  for (const [name, [code, forgery]] of Object.entries(forged)) {
    it(`${name}: ${code}`, async () => refused(code, await forgeBundle(people, forgery())));
  }

  const paths = [
    ".git/hooks/post-checkout",
    "src/.GIT/config",
    "git~1/config",
    ".git ./config",
    "../outside.txt",
    "src/../../outside.txt",
    "/etc/outside.txt",
    "src/.g\u200cit/config",
    "src/tab\\there.txt",
  ];
  for (const path of paths) {
    it(`with the path ${JSON.stringify(path)}: patch-fails`, async () => {
      const bytes = Buffer.from(path).toString("latin1");
      const quoted =
        /[^ -~]/.test(path) || path.includes("\\")
          ? (side: string) => `"${side}/${bytes}"`
          : (side: string) => `${side}/${bytes}`;
      const added = `diff --git ${quoted("a")} ${quoted("b")}\nnew file mode 100755\n--- /dev/null\n+++ ${quoted("b")}\n@@ -0,0 +1 @@\n+evil\n`;
      await refused("patch-fails", await forgeBundle(people, { files: patchWith((text) => text + added) }));
    });
  }

  it("with a link and a file written through it: patch-fails", async () => {
    const link = `diff --git a/out b/out\nnew file mode 120000\n--- /dev/null\n+++ b/out\n@@ -0,0 +1 @@\n+/tmp\n\\ No newline at end of file\n`;
    const file = `diff --git a/out/evil b/out/evil\nnew file mode 100644\n--- /dev/null\n+++ b/out/evil\n@@ -0,0 +1 @@\n+evil\n`;
    await refused("patch-fails", await forgeBundle(people, { files: patchWith((text) => text + link + file) }));
  });

  it("that is encrypted but not signed: signature-missing", async () => {
    const gpg = makeGpgPerson("Un Signed", "unsigned@example.com");
    const options = ["--batch", "--quiet", "--homedir", gpg.dir];
    const cli = (args: string[], input: string) => execFileSync("gpg", [...options, ...args], { input, stdio: "pipe" });
    cli(["--import"], people.reporter.own.certificate);
    const to = ["--trust-model", "always", "--recipient", people.reporter.own.fingerprint];
    const file = cli([...to, "--compress-algo", "none", "--encrypt"], "hello");
    gpg.cleanup();
    await refused("signature-missing", file);
  });

  it("that was cut, or holds another text: format", async () => {
    await refused("format", honest.subarray(0, honest.length - 1));
    await refused("format", new TextEncoder().encode("not a message"));
  });

  it("that had a byte changed anywhere: refused, or exactly the same contents and signer", async () => {
    const { reporter, maintainer } = people;
    const keys = { ownKey: reporter.key, signers: [maintainer.own.certificate] };
    const unknown = () => Promise.resolve(undefined);
    const before = listing(reporter.home.dir, people.clone);
    const { manifestSha256 } = await openBundle(honest, keys, unknown);
    let refusals = 0;
    for (let at = 0; at < honest.length; at += at < 200 || at > honest.length - 60 ? 1 : 13) {
      const changed = Uint8Array.from(honest);
      changed[at]! ^= 1 << (at % 8);
      const opened = await openBundle(changed, keys, unknown).catch((error: Error) => {
        assert.equal(error.name, "EmbargoError", `${error.name} at byte ${at}`);
        return undefined;
      });
      if (!opened) refusals += 1;
      else assert.deepEqual([opened.manifestSha256, opened.signer], [manifestSha256, maintainer.own.fingerprint]);
    }
    assert.ok(refusals > 400, `${refusals} refusals`);
    assert.deepEqual(listing(reporter.home.dir, people.clone), before);
  });

  it("while the honest one opens, and is then known", async () => {
    assert.equal((await review(honest)).branches[0]!.checked, true);
    const other = await forgeBundle(people, { files: (files) => files.set("notes.md", new Uint8Array([10])) });
    await refused("version-conflict", other);
    const next = await forgeBundle(people, { manifest: () => ({ version: 2, supersedes: "0".repeat(64) as Sha256 }) });
    await refused("version-conflict", next);
  });

  it("while a base that the clone lacks leaves it unchecked, never confirmed", async () => {
    const missing = "1".repeat(40) as Oid;
    const file = await forgeBundle(people, {
      manifest: ({ branches }) => ({
        id: "E-OTHER" as never,
        branches: branches.map((b) => ({ ...b, base_commit: missing })),
      }),
    });
    const { branches, warnings } = await review(file);
    assert.deepEqual(
      branches.map(({ checked, files }) => [checked, files.map(({ path }) => path)]),
      [[false, ["src/redirect.js"]]],
    );
    assert.equal(warnings[0]?.code, "trees-not-checked");
    assert.equal(run(people.clone, ["status", "--porcelain"]), "");
  });
});
