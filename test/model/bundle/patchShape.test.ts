import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import { checkPatchShape, declaredBytes, hasInBodyHeader } from "../../../src/model/bundle/patchShape";
import { bytesOf } from "../../support/bundleFiles";
import { commit, makeProject, type Project } from "../../support/gitRepo";
import { refusedWith } from "../../support/refusal";

/** What a bundle's maker asks git for. */
const STRICT =
  "format-patch --stdout -1 --full-index --binary --no-renames --no-signature --no-stat --keep-subject --encode-email-headers --always";

const PATCH = `From ${"a".repeat(40)} Mon Sep 17 00:00:00 2001
From: =?UTF-8?q?J=C3=B6rg?= <joerg@example.test>
Date: Sat, 21 Nov 2026 14:05:00 +0000
Subject: Compare the port too
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

Redirects to another port are redirects to another host.
---
diff --git a/src/redirect.c b/src/redirect.c
index 1111111111111111111111111111111111111111..2222222222222222222222222222222222222222 100644
--- a/src/redirect.c
+++ b/src/redirect.c
@@ -1 +1 @@
-a
+From the second line on nothing is a header
`;

describe("the shape of a patch", () => {
  let project: Project;
  before(() => {
    project = makeProject();
  });
  after(() => project.cleanup());

  const format = (): Uint8Array => execFileSync("git", STRICT.split(" "), { cwd: project.clone });
  const messages = [
    "Fix",
    "[PATCH] Re: Fix\n\nBody",
    "Über ä\n\n日本\n\nFixes: #1",
    "Long ".repeat(40),
    "a\nb\nc",
    "From here on\n\n From x",
  ];
  for (const message of messages) {
    it(`is what git format-patch writes for the message ${JSON.stringify(message.slice(0, 20))}`, () => {
      commit(project.clone, { "a.txt": randomBytes(40).toString("hex"), "b.bin": randomBytes(300) }, message);
      checkPatchShape(format());
    });
  }

  it("is that of a change with CRLF and latin-1, and of an empty commit", () => {
    commit(project.clone, { "crlf.txt": "a\r\nb\r\n", "latin1.txt": Buffer.from([0xe4, 0x0a]) }, "Odd bytes");
    checkPatchShape(format());
    execFileSync("git", ["commit", "-q", "--allow-empty", "-m", "Nothing"], { cwd: project.clone });
    checkPatchShape(format());
  });

  const WRONG: Record<string, string> = {
    "nothing in it": "",
    "no first line": PATCH.slice(PATCH.indexOf("\n") + 1),
    "another date in the first line": PATCH.replace("Sep 17", "Sep 18"),
    "a short id in the first line": PATCH.replace("a".repeat(40), "a".repeat(39)),
    "a quoted first line": `>${PATCH}`,
    "no end of its headers": PATCH.slice(0, PATCH.indexOf("\n\n")),
    "no author": PATCH.replace(/From: .*\n/, ""),
    "no date": PATCH.replace(/Date: .*\n/, ""),
    "no subject": PATCH.replace(/Subject: .*\n/, ""),
    "two authors": PATCH.replace("Date:", "From: Eve <eve@example.test>\nDate:"),
    "two subjects": PATCH.replace("Date:", "Subject: Another\nDate:"),
    "a header of another kind": PATCH.replace("Date:", "X-Spam: no\nDate:"),
    "a header named like a method": PATCH.replace("Date:", "constructor: no\nDate:"),
    "a header in another case": PATCH.replace("Subject:", "subject:"),
    "a header without a colon": PATCH.replace("Date:", "Nothing\nDate:"),
    "a body in base64": PATCH.replace("8bit", "base64"),
    "a quoted-printable body": PATCH.replace("8bit", "quoted-printable"),
    "several parts": PATCH.replace("text/plain; charset=UTF-8", 'multipart/mixed; boundary="x"'),
    "a boundary in a folded header": PATCH.replace("charset=UTF-8", "charset=UTF-8;\n boundary=x"),
    "CRLF line ends": PATCH.replaceAll("\n", "\r\n"),
    "a carriage return in a header": PATCH.replace("port too", "port too\r"),
    "a second mail": PATCH + PATCH,
    "a second mail in the message": PATCH.replace("---\ndiff", "From x\n---\ndiff"),
    "a diff in the message by ---": PATCH.replace("Redirects", "--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+x\nRedirects"),
    "a diff in the message by Index:": PATCH.replace("Redirects", "Index: x\nRedirects"),
    "a diff in the message of another program": PATCH.replace("Redirects", "diff -u a b\nRedirects"),
  };
  for (const [what, text] of Object.entries(WRONG)) {
    it(`is refused with ${what}`, async () => {
      checkPatchShape(bytesOf(PATCH));
      await refusedWith("patch-fails", () => checkPatchShape(bytesOf(text)));
    });
  }

  it("tells a message that would replace the author, as git mailinfo does", () => {
    const inBody = PATCH.replace("Redirects", "From: Eve <eve@example.test>\n\nRedirects");
    assert.deepEqual([hasInBodyHeader(bytesOf(PATCH)), hasInBodyHeader(bytesOf(inBody))], [false, true]);
    const info = execFileSync("git", ["mailinfo", "-k", "/dev/null", "/dev/null"], { input: inBody, encoding: "utf8" });
    assert.match(info, /Author: Eve/);
  });
});

describe("the size that a patch declares", () => {
  let project: Project;
  before(() => {
    project = makeProject();
  });
  after(() => project.cleanup());

  it("is that of the binary results, whether git sends them whole or as a delta", async () => {
    const old = randomBytes(5000);
    commit(project.clone, { "a.bin": old }, "Add");
    const added = execFileSync("git", STRICT.split(" "), { cwd: project.clone });
    assert.equal(await declaredBytes(added), 5000, "one literal of 5000, and nothing for the other side");
    commit(project.clone, { "a.bin": Buffer.concat([old, randomBytes(100)]) }, "Append");
    const appended = execFileSync("git", STRICT.split(" "), { cwd: project.clone }).toString("latin1");
    const declared = [...appended.matchAll(/^delta (\d+)$/gm)].map((match) => Number(match[1]));
    assert.equal(declared.length, 2);
    assert.equal(await declaredBytes(Buffer.from(appended, "latin1")), declared[0]! + declared[1]! + 5100 + 5000);
  });

  it("finds the 600 MiB that a patch of 1 KB asks for", async () => {
    const base = Buffer.alloc(1 << 24);
    const opcode = Buffer.from([0xf0, 0xff, 0xff, 0xff]); // copy 0xffffff bytes from offset 0
    const copies = 37;
    const target = copies * 0xffffff;
    const delta = Buffer.concat([varint(base.length), varint(target), ...Array.from({ length: copies }, () => opcode)]);
    const patch = `diff --git a/x b/x\nGIT binary patch\ndelta ${delta.length}\n${base85(delta)}\n\n`;
    assert.ok(patch.length < 1024);
    assert.equal(await declaredBytes(bytesOf(patch)), delta.length + target);
  });

  it("reads a delta whose stream begins with a thousand empty blocks", async () => {
    const delta = Buffer.concat([varint(1), varint(700 << 20), Buffer.from([0x01, 0x41])]);
    const empty = Buffer.from([0, 0, 0, 0xff, 0xff]);
    const stored = Buffer.concat([Buffer.from([1, delta.length, 0, ~delta.length & 0xff, 0xff]), delta]);
    const stream = Buffer.concat([
      Buffer.from([0x78, 0x01]),
      ...Array.from({ length: 1000 }, () => empty),
      stored,
      adler(delta),
    ]);
    const patch = `diff --git a/x b/x\nGIT binary patch\ndelta ${delta.length}\n${base85(stream, false)}\n\n`;
    assert.equal(await declaredBytes(bytesOf(patch)), delta.length + (700 << 20));
  });

  it("counts what a message says too, but not a sentence about it", async () => {
    assert.equal(await declaredBytes(bytesOf("literal 70000000\n")), 70_000_000);
    assert.equal(await declaredBytes(bytesOf("delta 5 things\nliteral truth\ndelta 7\nno data\n")), 7);
  });

  it("is refused in a diff when git would read another number than we do", async () => {
    for (const line of ["delta 5 ", "delta +5", "literal  5", "literal 5\r", "literal 0x5"]) {
      await refusedWith("patch-fails", () => declaredBytes(bytesOf(`diff --git a/x b/x\n${line}\n`)));
    }
  });
});

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}

function adler(bytes: Uint8Array): Buffer {
  let [a, b] = [1, 0];
  for (const byte of bytes) [a, b] = [(a + byte) % 65521, (b + a + byte) % 65521];
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(((b << 16) | a) >>> 0);
  return sum;
}

/** Git's lines of 52 bytes; deflated first unless it is a stream already. */
function base85(bytes: Buffer, deflate = true): string {
  const stream = deflate ? deflateSync(bytes) : bytes;
  const lines: string[] = [];
  for (let start = 0; start < stream.length; start += 52) {
    const part = stream.subarray(start, start + 52);
    const filled = Buffer.alloc(Math.ceil(part.length / 4) * 4);
    part.copy(filled);
    let line = String.fromCharCode(part.length <= 26 ? 64 + part.length : 70 + part.length);
    for (let group = 0; group < filled.length; group += 4) line += digits(filled.readUInt32BE(group));
    lines.push(line);
  }
  return lines.join("\n");
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

function digits(value: number): string {
  let text = "";
  for (let rest = value, place = 0; place < 5; place++, rest = Math.floor(rest / 85))
    text = ALPHABET[rest % 85]! + text;
  return text;
}
