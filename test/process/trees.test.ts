import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reviewBundle } from "../../src/stages/confirm";
import { importContact } from "../../src/tools/pgp/keyStore";
import { run } from "../support/gitRepo";
import { makeGpgPerson, type GpgPerson } from "../support/gpgPerson";
import { makeFolder, makeTwoPeople, sendBundle } from "../support/people";
import { commandsOf, runCommands, saveAttachments } from "../support/readmeReader";

/** What a fix does to the worktree; commits by itself when it returns true. */
type Change = (dir: string) => true | void;

const bytes = (...values: number[]) => Uint8Array.from(values);
const start = {
  "a.txt": "one\ntwo\nthree\n",
  "crlf.txt": "one\r\ntwo\r\nthree\r\n",
  "image.bin": bytes(0, 1, 2, 3, 255, 254, 0, 10, 13),
  "run.sh": "#!/bin/sh\necho one\n",
  "old/name.txt": Array.from({ length: 30 }, (_, line) => `line ${line}\n`).join(""),
  "latin1.txt": bytes(0x63, 0x61, 0x66, 0xe9, 10),
};

const CHANGES: Readonly<Record<string, Change>> = {
  "a text fix": (dir) => writeFileSync(join(dir, "a.txt"), "one\n2\nthree\n"),
  "a binary file": (dir) => {
    writeFileSync(join(dir, "image.bin"), bytes(0, 9, 9, 9, 255, 0, 0, 10, 13, 10));
    writeFileSync(join(dir, "new.bin"), Buffer.alloc(3000, Buffer.from([0, 7, 200])));
  },
  "a mode change": (dir) => chmodSync(join(dir, "run.sh"), 0o755),
  "a rename": (dir) => {
    mkdirSync(join(dir, "new"));
    renameSync(join(dir, "old/name.txt"), join(dir, "new/name.txt"));
  },
  "CRLF and mixed line ends": (dir) => writeFileSync(join(dir, "crlf.txt"), "one\r\n2\r\nthree\nfour\r\r\n"),
  "a non-UTF-8 author": (dir) => {
    writeFileSync(join(dir, "a.txt"), "one\ntwo\n3\n");
    run(dir, ["add", "-A"]);
    const header = `tree ${run(dir, ["write-tree"])}\nparent ${run(dir, ["rev-parse", "HEAD"])}\nauthor `;
    const author = Buffer.from("Ren\u00e9 <rene@example.org> 1767600000 +0000\n", "latin1");
    const committer = "committer M <m@example.org> 1767600000 +0000\nencoding ISO-8859-1\n\n";
    const body = Buffer.concat([
      Buffer.from(header),
      author,
      Buffer.from(committer),
      Buffer.from("\u00e9\n", "latin1"),
    ]);
    run(dir, ["reset", "-q", "--hard", run(dir, ["hash-object", "-t", "commit", "-w", "--stdin"], body)]);
    return true;
  },
  "a file that is not UTF-8": (dir) => writeFileSync(join(dir, "latin1.txt"), bytes(0xe9, 0x63, 10, 0xff, 10)),
  "names that are not ASCII, and no final line feed": (dir) => {
    writeFileSync(join(dir, "größe.txt"), "no end");
    writeFileSync(Buffer.concat([Buffer.from(join(dir, "raw-")), bytes(0xe9)]), "x\n");
  },
  "a symbolic link": (dir) => symlinkSync("a.txt", join(dir, "link")),
  "content that looks like a mail and a patch": (dir) =>
    writeFileSync(join(dir, "a.txt"), "From me Mon Sep 17\n-- \ndiff --git a/x b/x\n--- a\n>From\n"),
  "an empty commit among others": (dir) => {
    run(dir, ["commit", "-q", "--allow-empty", "-m", "Nothing [tag] yet"]);
    writeFileSync(join(dir, "a.txt"), "");
  },
};

describe("bundle, gpg, git am: the same tree", function () {
  this.timeout(60_000);
  let gpg: GpgPerson;
  before(() => {
    gpg = makeGpgPerson("Gale Gpg", "gale@example.net");
  });
  after(() => gpg.cleanup());

  for (const objectFormat of ["sha1", "sha256"] as const) {
    const changes =
      objectFormat === "sha1" ? Object.entries(CHANGES) : [["a text fix", CHANGES["a text fix"]!] as const];
    for (const [name, change] of changes) {
      it(`for ${name} (${objectFormat})`, async () => {
        const people = await makeTwoPeople({ files: start, objectFormat });
        const out = makeFolder();
        try {
          const { maintainer, reporter, record, places, clone } = people;
          await importContact(maintainer.home, new TextEncoder().encode(gpg.certificate), { source: "a test" });
          if (!change(places.worktree)) {
            run(places.worktree, ["add", "-A"]);
            run(places.worktree, ["commit", "-q", "-m", `Fix: ${name}\n\nWith a body.\n`]);
          }
          const tree = run(places.worktree, ["rev-parse", "HEAD^{tree}"]);
          const sent = await sendBundle(people, [gpg.fingerprint, reporter.mail], out.dir);

          const review = await reviewBundle(reporter.home, readFileSync(sent.files[1]!.path), {
            ownKey: reporter.key,
            directory: clone,
          });
          assert.deepEqual(
            review.branches.map((branch) => [branch.tree, branch.checked]),
            [[tree, true]],
          );

          const mail = readFileSync(sent.files[0]!.path.replace(".tar.gpg", ".eml"));
          await saveAttachments(mail, clone, `${record.id}-v1`);
          const readme = readFileSync(join(places.bundles, "v1", "README.txt"), "utf8");
          const output = runCommands(commandsOf(readme).slice(0, 5), clone, gpg);
          assert.equal(output.trimEnd().split("\n").at(-1), tree);
        } finally {
          people.cleanup();
          out.cleanup();
        }
      });
    }
  }
});
