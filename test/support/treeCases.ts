import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./gitRepo";

/** One thing that a fix may hold, and how a bundle must carry it. */
export interface TreeCase {
  readonly name: string;
  readonly as: "patches" | "git bundle";
  /** Changes the worktree, and commits by itself when it returns true; else everything is committed. */
  readonly change: (dir: string) => true | void;
  /** Of the commit that is made of the change. */
  readonly message?: string | Uint8Array;
  readonly author?: string;
}

/** Files of the public project that the cases change. */
export const START_FILES: Readonly<Record<string, string | Uint8Array>> = {
  "a.txt": "one\ntwo\nthree\n",
  "crlf.txt": "one\r\ntwo\r\nthree\r\n",
  "image.bin": Uint8Array.of(0, 1, 2, 3, 255, 254, 0, 10, 13),
  "run.sh": "#!/bin/sh\necho one\n",
  "old/name.txt": Array.from({ length: 30 }, (_, line) => `line ${line}\n`).join(""),
  "latin1.txt": Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 10),
  "utf16.txt": Buffer.from("\ufeffone\ntwo\n", "utf16le"),
  "no-end.txt": "no end",
};

const SUBMODULE = (digit: string) => (dir: string) =>
  void run(dir, ["update-index", "--add", "--cacheinfo", `160000,${digit.repeat(40)},library`]);
const DIFF = `diff --git a/evil.sh b/evil.sh
new file mode 100755
index 0000000..d59ff5e
--- /dev/null
+++ b/evil.sh
@@ -0,0 +1 @@
+echo evil
`;
const MAIL = `From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001
From: Linus <linus@example.org>
Subject: Small

${DIFF}`;

const text =
  (content: string | Uint8Array, path = "a.txt") =>
  (dir: string) =>
    writeFileSync(join(dir, path), content);
const said = (name: string, message: string | Uint8Array, as: TreeCase["as"] = "patches"): TreeCase => ({
  name,
  as,
  message,
  change: text(`${name}\n`),
});
const changed = (name: string, change: TreeCase["change"]): TreeCase => ({ name, as: "patches", change });

/** The cases of the reference's measurement (reference, section 4.2), each a branch of its own. */
export const TREE_CASES: readonly TreeCase[] = [
  changed("a text fix", text("one\n2\nthree\n")),
  changed("a changed binary file", text(Uint8Array.of(0, 9, 9, 255, 0, 10, 13, 10), "image.bin")),
  changed("a new binary file", text(Buffer.alloc(3000, Uint8Array.of(0, 7, 200)), "new.bin")),
  changed("a binary file that goes", (dir) => rmSync(join(dir, "image.bin"))),
  changed("a text file that goes", (dir) => rmSync(join(dir, "a.txt"))),
  changed("a mode", (dir) => chmodSync(join(dir, "run.sh"), 0o755)),
  changed("CRLF", text("one\r\n2\r\nthree\r\n", "crlf.txt")),
  changed("mixed line ends", text("one\r\n2\r\nthree\nfour\r\r\n", "crlf.txt")),
  changed("a rename", (dir) => {
    mkdirSync(join(dir, "new"));
    renameSync(join(dir, "old/name.txt"), join(dir, "new/name.txt"));
  }),
  changed("a name that is not UTF-8", (dir) =>
    writeFileSync(Buffer.concat([Buffer.from(join(dir, "raw-")), Buffer.from([0xe9])]), "x\n"),
  ),
  changed("a name that is not ASCII", text("x\n", "größe.txt")),
  changed("a name with a dash first, blanks and quotes", text("x\n", `-a "b' c.txt`)),
  changed("text in latin-1", text(Uint8Array.of(0xe9, 0x63, 10, 0xff, 10), "latin1.txt")),
  changed("text in UTF-16", text(Buffer.from("\ufeffone\n2\n", "utf16le"), "utf16.txt")),
  changed("a commit in latin-1", (dir) => {
    text("one\ntwo\n3\n")(dir);
    run(dir, ["add", "-A"]);
    const lines = [
      `tree ${run(dir, ["write-tree"])}`,
      `parent ${run(dir, ["rev-parse", "HEAD"])}`,
      "author Ren\u00e9 <rene@example.org> 1767600000 +0000",
      "committer M <m@example.org> 1767600000 +0000",
      "encoding ISO-8859-1",
      "",
      "\u00e9\n",
    ];
    const commit = Buffer.from(lines.join("\n"), "latin1");
    run(dir, ["reset", "-q", "--hard", run(dir, ["hash-object", "-t", "commit", "-w", "--stdin"], commit)]);
    return true;
  }),
  { ...changed("an author without a mail address", text("1\n")), author: "Nobody <>" },
  {
    ...changed("an author with quotes and commas", text("1\n")),
    author: `"Q", the, 'long' ${"x".repeat(200)} <q@example.org>`,
  },
  { ...changed("an author that is not ASCII", text("1\n")), author: "Jürgen Ångström 李 <j@example.org>" },
  changed("an empty commit among others", (dir) => {
    run(dir, ["commit", "-q", "--allow-empty", "-m", "Nothing [tag] yet"]);
    text("")(dir);
  }),
  changed("a new submodule", SUBMODULE("1")),
  changed("a symbolic link", (dir) => symlinkSync("a.txt", join(dir, "link"))),
  changed("a file that becomes a link", (dir) => {
    rmSync(join(dir, "a.txt"));
    symlinkSync("run.sh", join(dir, "a.txt"));
  }),
  changed(
    "a pointer of Git LFS",
    text(`version https://git-lfs.github.com/spec/v1\noid sha256:${"1".repeat(64)}\nsize 5\n`),
  ),
  changed("no line feed at the end, now and before", text("still no end", "no-end.txt")),
  changed("content like a mail", text("From me Mon Sep 17\n>From\nFrom: x\n")),
  changed("content like a signature", text("-- \n2.39.5\n")),
  changed("content like a patch", text("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n")),
  changed("a line of 5000 characters", text(`${"x".repeat(5000)}\n`)),
  changed("NUL bytes", text("a\0b\n")),
  changed("escape codes, bidi and a form feed", text("\u001b[2J\u202eabc\f\n")),
  changed("a large file", text(Array.from({ length: 40_000 }, (_, line) => `line ${line * 7919}\n`).join(""))),
  said("a subject with tags", "[fix] [2/3] Re: words"),
  said("a subject of three lines", "one\ntwo\nthree\n\nbody"),
  said("a subject that is not ASCII", "Größe – 李 \u{1f600}"),
  said("trailers", "Fix\n\nSigned-off-by: A <a@example.org>\nCVE-ID: CVE-2026-0001"),
  said("no message", ""),
  said("a rule in the message", "Fix\n\n---\nnot the end\n"),
  said("scissors in the message", "Fix\n\n-- >8 --\n\nSubject: other\n"),
  said("CRLF and blanks in the message", "Fix  \r\n\r\n\r\nbody  \r\n\n\n\nmore"),
  said("an author first in the message", "Fix\n\nFrom: Other <other@example.org>\n\nbody"),
  said("an index line in the message", "Fix\n\nIndex: a.txt\n", "git bundle"),
  said("a file line in the message", "Fix\n\n--- a.txt\n+++ a.txt\n", "git bundle"),
  said("a diff in the message", `Fix\n\n${DIFF}`, "git bundle"),
  said("a mail in the message", `Fix\n\n${MAIL}`, "git bundle"),
  {
    name: "a merge",
    as: "git bundle",
    change: (dir) => {
      const start = run(dir, ["rev-parse", "HEAD"]);
      const commit = (path: string) => {
        text(`${path}\n`, path)(dir);
        run(dir, ["add", "-A"]);
        run(dir, ["commit", "-q", "-m", path]);
        return run(dir, ["rev-parse", "HEAD"]);
      };
      const left = commit("left.txt");
      run(dir, ["reset", "-q", "--hard", start]);
      commit("right.txt");
      run(dir, ["merge", "-q", "--no-edit", left]);
      return true;
    },
  },
];

/** Commits a case on the branch that is checked out. */
export function commitCase(dir: string, { change, message, author, name }: TreeCase): void {
  if (change(dir)) return;
  run(dir, ["add", "-A", "--", ":!library"]);
  const who = author === undefined ? [] : ["--author", author];
  const flags = ["--allow-empty-message", "--cleanup=verbatim", "--file=-", ...who];
  run(dir, ["commit", "-q", ...flags], message ?? `Fix: ${name}\n\nWith a body.\n`);
}
