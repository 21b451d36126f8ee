import assert from "node:assert/strict";
import { checkPatches } from "../../src/model/bundle/patchRules";
import { reviewBundle, type Review } from "../../src/stages/confirm";
import type { CaseId } from "../../src/model/ids";
import { forgeBundle, patchWith } from "../support/forgery";
import { fix, makeTwoPeople, sendBundle, type TwoPeople } from "../support/people";
import { refusedWith } from "../support/refusal";

const DIFF = `diff --git a/evil.sh b/evil.sh
new file mode 100755
--- /dev/null
+++ b/evil.sh
@@ -0,0 +1 @@
+echo evil
`;

describe("a patch that git would decode into another one", () => {
  let people: TwoPeople;
  let forged = 0;
  before(async () => {
    people = await makeTwoPeople();
    fix(people);
    await sendBundle(people);
  });
  after(() => people.cleanup());

  /** Reviews the bundle with its patch changed, under an id of its own. */
  const review = async (change: (patch: string) => string): Promise<Review> => {
    const manifest = () => ({ id: `E-FORGED-${(forged += 1)}` as CaseId });
    const file = await forgeBundle(people, { files: patchWith(change), manifest });
    return reviewBundle(people.reporter.home, file, { ownKey: people.reporter.key, directory: people.clone });
  };
  /** The patch with a content type, and a body in the place of its own. */
  const as = (type: string, body: string) => (patch: string) =>
    `${patch.slice(0, patch.indexOf("\n\n"))}\nMIME-Version: 1.0\nContent-Type: ${type}\nContent-Transfer-Encoding: 8bit\n\n${body}`;

  for (const charset of ["UTF-8boundary=part", '"UTF-8"boundary=part', '"a;boundary=part"']) {
    it(`from the base64 of a part announced by the charset ${charset} is refused: patch-fails`, async () => {
      const part = Buffer.from(`---\n${DIFF}`).toString("base64");
      const body = `Words.\n\n--part\nContent-Transfer-Encoding: base64\n\n${part}\n--part--\n`;
      const { message } = await refusedWith("patch-fails", () => review(as(`text/plain; charset=${charset}`, body)));
      assert.match(message, /header that does not belong there/);
    });
  }

  const hidden: Readonly<Record<string, string>> = {
    change: `+AGQ-iff --git a/evil.sh b/evil.sh\nold mode 100644\nnew mode 100755\n`,
    "600 MiB": `+AGQ-iff --git a/b.bin b/b.bin\nnew file mode 100644\nGIT binary patch\nliteral 629145600 bytes\nzcmV\n\n`,
  };
  for (const [what, lines] of Object.entries(hidden)) {
    it(`from UTF-7, to hide ${what}, is refused: patch-fails`, async () => {
      const patch = as("text/plain; charset=UTF-7", `Words.\n\n${lines}`);
      const { message } = await refusedWith("patch-fails", () => review(patch));
      assert.match(message, /git reads another change/);
    });
  }

  it("is not one whose message alone is in another charset", async () => {
    const { branches } = await review((patch) => {
      const body = patch.slice(patch.indexOf("\n\n") + 2);
      return as("text/plain; charset=ISO-8859-1", `Gr\u00fc\u00dfe\n\n${body}`)(patch);
    });
    assert.equal(branches[0]?.checked, true);
  });

  it("shows the author as git has it when the name holds a line separator and other headers", async () => {
    const name = Buffer.from("Eve\u2028Subject: Harmless").toString("latin1");
    const { branches } = await review((patch) => patch.replace(/^From: .*$/m, `From: ${name} <eve@example.org>`));
    const [commit] = branches[0]!.commits;
    assert.equal(commit?.subject, "Keep headers on their host");
    assert.equal(commit?.author, "Eve\u2028Subject: Harmless");
  });

  for (const first of ["From:eve@example.org", "Subject:Harmless", "[PATCH] Harmless", "from: Eve <eve@example.org>"]) {
    it(`is warned of when its message begins with ${JSON.stringify(first)}`, async () => {
      const { warnings } = await review((patch) => patch.replace("\n\n", `\n\n${first}\n\n`));
      assert.ok(warnings.some(({ code }) => code === "in-body-from"));
    });
  }

  it("is refused as a patch, not as a full disk or a missing repository, when its paths use git's own words", async () => {
    for (const path of ["not a git repository", "dubious ownership"]) {
      const diff = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-x\n+y\n`;
      await refusedWith("patch-fails", () => review((patch) => patch + diff));
    }
  });
});

describe("a patch that costs much more to look at than to make", () => {
  it("because it holds hundreds of thousands of deltas is refused at once: too-large", async () => {
    const head = `From ${"1".repeat(40)} Mon Sep 17 00:00:00 2001\nFrom: a\nDate: b\nSubject: c\n\ndiff --git a/x b/x\n`;
    const patch = Buffer.from(head + "delta 0\nzcmV\n\n".repeat(200_000));
    const begun = performance.now();
    await refusedWith("too-large", () => checkPatches([patch]));
    assert.ok(performance.now() - begun < 5000);
  });
});
