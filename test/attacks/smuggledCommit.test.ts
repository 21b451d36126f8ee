import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Oid } from "../../src/model/ids";
import { reviewBundle } from "../../src/stages/confirm";
import { forgeBundle, listing, patchWith } from "../support/forgery";
import { run } from "../support/gitRepo";
import { fix, makeTwoPeople, sendBundle, type TwoPeople } from "../support/people";
import { refusedWith } from "../support/refusal";

const EVIL = `diff --git a/evil.sh b/evil.sh
new file mode 100755
index 0000000..d59ff5e
--- /dev/null
+++ b/evil.sh
@@ -0,0 +1 @@
+echo evil
`;
const SECOND_MAIL = `From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001
From: Linus <linus@example.org>
Date: Mon, 5 Jan 2026 09:00:00 +0000
Subject: Small

${EVIL}`;

describe("a second change hidden in a message", () => {
  let people: TwoPeople;
  before(async () => {
    people = await makeTwoPeople();
    fix(people);
    await sendBundle(people);
  });
  after(() => people.cleanup());

  const inMessage = (text: string) => patchWith((patch) => patch.replace("\ndiff --git", `\n${text}\ndiff --git`));
  const review = (file: Uint8Array) =>
    reviewBundle(people.reporter.home, file, { ownKey: people.reporter.key, directory: people.clone });

  it("as a whole mail is refused by the reader: patch-fails", async () => {
    const file = await forgeBundle(people, { files: inMessage(SECOND_MAIL) });
    const before = listing(people.clone, people.reporter.home.dir);
    const { message } = await refusedWith("patch-fails", () => review(file));
    assert.match(message, /more than one mail/);
    assert.deepEqual(
      listing(people.clone, people.reporter.home.dir).filter((line) => !/\/tmp \d+ $/.test(line)),
      before,
    );
  });

  it("as a diff is refused by the reader, because another tree comes out: tree-differs", async () => {
    await refusedWith("tree-differs", async () => review(await forgeBundle(people, { files: inMessage(EVIL) })));
  });

  it("as a diff in another notation is refused by the reader: patch-fails", async () => {
    const plain = EVIL.replace(/^diff.*\n.*\n.*\n/, "");
    await refusedWith("patch-fails", async () => review(await forgeBundle(people, { files: inMessage(plain) })));
  });

  it("is shown as a change like any other when the manifest admits its tree", async () => {
    const { places } = people;
    const tree = run(places.worktree, ["rev-parse", "HEAD^{tree}"]);
    const blob = run(places.worktree, ["hash-object", "-w", "--stdin"], "echo evil\n");
    const entries = `${run(places.worktree, ["ls-tree", tree])}\n100755 blob ${blob}\tevil.sh\n`;
    const admitted = run(places.worktree, ["mktree"], entries) as Oid;
    const file = await forgeBundle(people, {
      files: inMessage(EVIL),
      manifest: ({ branches }) => ({ branches: branches.map((branch) => ({ ...branch, result_tree: admitted })) }),
    });
    const { branches, warnings } = await review(file);
    assert.deepEqual(
      branches[0]?.files.map(({ path, status }) => `${status} ${path}`),
      ["added evil.sh", "modified src/redirect.js"],
    );
    assert.ok(warnings.some(({ code, path }) => code === "exec-bit" && path === "evil.sh"));
  });
});

describe("a commit whose message patches cannot carry", () => {
  for (const [name, message] of [
    ["a diff", `Look at this\n\n${EVIL}`],
    ["a line like the head of a mail", `Look at this\n\n${SECOND_MAIL}`],
  ] as const) {
    it(`because it holds ${name} goes as a git bundle, and nothing of the message is applied`, async () => {
      const people = await makeTwoPeople();
      const { reporter, clone } = people;
      try {
        fix(people, undefined, message);
        const file = readFileSync((await sendBundle(people)).files[0]!.path);
        const { branches } = await reviewBundle(reporter.home, file, { ownKey: reporter.key, directory: clone });
        assert.deepEqual(
          branches.map(({ gitBundle, files }) => [gitBundle !== undefined, files.map(({ path }) => path)]),
          [[true, ["src/redirect.js"]]],
        );
      } finally {
        people.cleanup();
      }
    });
  }

  it("is told before anything was made when there is no commit: nothing-to-send", async () => {
    const people = await makeTwoPeople();
    try {
      await refusedWith("nothing-to-send", () => sendBundle(people));
      assert.throws(() => readFileSync(people.places.bundles));
    } finally {
      people.cleanup();
    }
  });
});
