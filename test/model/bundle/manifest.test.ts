import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  checkCreated,
  checkFiles,
  listFiles,
  readManifest,
  sha256Hex,
  writeManifest,
} from "../../../src/model/bundle/manifest";
import type { Sha256 } from "../../../src/model/ids";
import { bundleFiles, bytesOf, file, manifestTextWith, sampleManifest, textOf } from "../../support/bundleFiles";
import { instant, oid } from "../../support/caseRecord";
import { refusedWith } from "../../support/refusal";

const DIGEST = "d".repeat(64);

/** Each replaces one thing in the sample's text. */
const WRONG: [what: string, find: string | RegExp, replacement: string][] = [
  ["another format", "embargo-bundle/1", "embargo-bundle/2"],
  ["an id with a blank", "E-7K2QXD", "E 7K2QXD"],
  ["an id reserved on Windows", "E-7K2QXD", "AUX"],
  ["an id of 33 characters", "E-7K2QXD", "E".repeat(33)],
  ["version 0", '"version": 1', '"version": 0'],
  ["version 10000", '"version": 1', '"version": 10000'],
  ["a version as text", '"version": 1', '"version": "1"'],
  ["a version that is no whole number", '"version": 1', '"version": 1.5'],
  ["a version in another spelling", '"version": 1', '"version": 1.0'],
  ["version 2 that supersedes nothing", '"version": 1', '"version": 2'],
  ["version 1 that supersedes something", '"supersedes": null', `"supersedes": "${DIGEST}"`],
  ["a day that does not exist", "2026-11-21T", "2026-02-30T"],
  ["a local time", "14:05:00Z", "14:05:00+01:00"],
  ["a fraction of a second", "14:05:00Z", "14:05:00.000Z"],
  ["no project name", "Curl für alle", ""],
  ["a project name of 101 characters", "Curl für alle", "x".repeat(101)],
  ["a project name with a line feed", "Curl für alle", "a\\nb"],
  ["a project name that turns the reading direction", "Curl für alle", "a\u202eb"],
  ["a project name with half a character", "Curl für alle", "a\\ud800b"],
  ["no root commit", /"root_commits": \[[^\]]*\]/, '"root_commits": []'],
  ["root commits that are not sorted", oid("1"), oid("9")],
  ["a root commit twice", oid("1"), oid("2")],
  ["an id in upper case", oid("a"), oid("A")],
  ["a short id", oid("b"), "b".repeat(39)],
  ["an id of the other object format", oid("b"), "b".repeat(64)],
  ["sha256 with short ids", '"sha1"', '"sha256"'],
  ["an object format of its own", '"sha1"', '"md5"'],
  ["a file below nought", '"size": 12', '"size": -1'],
  ["a digest in upper case", /"sha256": "[0-9a-f]{64}"/, `"sha256": "${DIGEST.toUpperCase()}"`],
  ["files out of order", "advisory.md", "zzz.md"],
  ["itself among the files", "advisory.md", "manifest.json"],
  ["the template among the files", "advisory.md", "REPLY.txt"],
  ["no branch", /"branches": \[[^]*\]/, '"branches": []'],
  ["a branch that belongs to no file", '"path": "patches/01-main",', '"path": "patches/01-other",'],
  ["a branch with the folder of another", '"path": "patches/01-main",', '"path": "bundles/02-stable.bundle",'],
  ["a branch name twice", "stable/1.x", "main"],
  ["a branch name that is an option", '"name": "main"', '"name": "-main"'],
  ["a branch name that climbs", '"name": "main"', '"name": "a/../b"'],
  ["a branch without commits", '"commits": 2', '"commits": 0'],
  ["10000 commits", '"commits": 9999', '"commits": 10000'],
  ["a key more", '"version": 1,', '"version": 1,\n "more": 1,'],
  ["a key less", /"object_format": "sha1",\n /, ""],
  ["a key twice", '"version": 1,', '"version": 1,\n "version": 1,'],
  ["keys in another order", /("id": "[^"]*"),\n ("version": 1),/, "$2,\n $1,"],
  ["a list where an object belongs", /\{\n {3}"path"[^}]*\}/, "[]"],
  ["another indentation", '\n "id"', '\n  "id"'],
  ["an escape where none is needed", "für", "f\\u00fcr"],
  ["CRLF line ends", "\n", "\r\n"],
  ["no line feed at the end", /\n$/, ""],
  ["a line feed more at the end", /\n$/, "\n\n"],
  ["something behind the end", /\n$/, "\n{}"],
  ["a byte order mark", /^/, "\ufeff"],
];

describe("the manifest", () => {
  it("comes back as it went in, and is one space JSON with a line feed", async () => {
    const manifest = await sampleManifest();
    const bytes = writeManifest(manifest);
    assert.deepEqual(readManifest(bytes), manifest);
    assert.equal(textOf(bytes), `${JSON.stringify(manifest, null, 1)}\n`);
  });

  it("puts its keys in the format's order, whatever order they are given in", async () => {
    const manifest = await sampleManifest();
    const reversed = Object.fromEntries(Object.entries(manifest).reverse()) as unknown as typeof manifest;
    assert.deepEqual(writeManifest(reversed), writeManifest(manifest));
  });

  it("takes version 2 with the digest of version 1, and object ids of SHA-256", async () => {
    const manifest = { ...(await sampleManifest()), version: 2, supersedes: DIGEST as Sha256 };
    assert.deepEqual(readManifest(writeManifest(manifest)), manifest);
    const text = textOf(writeManifest(manifest)).replaceAll(
      /"([0-9a-f])\1{39}"/g,
      (_, digit: string) => `"${digit.repeat(64)}"`,
    );
    assert.equal(readManifest(bytesOf(text.replace('"sha1"', '"sha256"'))).object_format, "sha256");
  });

  for (const [what, find, replacement] of WRONG) {
    it(`is refused with ${what}`, async () => {
      const bytes = await manifestTextWith(find, replacement);
      await refusedWith("manifest", () => readManifest(bytes));
    });
  }

  it("is refused when it is no JSON, no UTF-8, not an object, or larger than 4 MiB", async () => {
    for (const bytes of [
      bytesOf(""),
      bytesOf("{"),
      bytesOf("null\n"),
      bytesOf("[]\n"),
      Uint8Array.of(0x22, 0xff, 0x22),
    ]) {
      await refusedWith("manifest", () => readManifest(bytes));
    }
    await refusedWith("manifest", () => readManifest(new Uint8Array(4 * 2 ** 20 + 1)));
  });

  it("is refused by name when it is the hand-over of a whole case", async () => {
    const error = await refusedWith("manifest", () => readManifest(bytesOf('{\n "format": "embargo-handover/1"\n}\n')));
    assert.match(error.message, /embargo-handover\/1/);
  });

  it("is refused when it is dated more than ten minutes after its signature", async () => {
    const manifest = await sampleManifest();
    checkCreated(manifest, instant("2026-11-21T13:55:00Z"));
    await refusedWith("manifest", () => checkCreated(manifest, instant("2026-11-21T13:54:59Z")));
  });

  it("gives the digest that sha256sum gives", async () => {
    const bytes = writeManifest(await sampleManifest());
    assert.equal(await sha256Hex(bytes), createHash("sha256").update(bytes).digest("hex"));
  });
});

describe("the files of a bundle", () => {
  const PAYLOADS = ["advisory.md", "patches/01-main/0001-a.patch"];

  it("are listed but for the manifest and the reply template", async () => {
    const listed = await listFiles(bundleFiles(...PAYLOADS));
    assert.deepEqual(
      listed.map(({ path, size }) => [path, size]),
      [
        ["README.txt", 11],
        ["advisory.md", 12],
        ["patches/01-main/0001-a.patch", 29],
      ],
    );
  });

  it("are refused when one is changed, missing or too many", async () => {
    const files = bundleFiles(...PAYLOADS);
    const manifest = { ...(await sampleManifest()), files: await listFiles(files) };
    await checkFiles(manifest, files);
    const changed = files.map((entry) => (entry.path === "advisory.md" ? file("advisory.md", "advisory.mD\n") : entry));
    await refusedWith("files", () => checkFiles(manifest, changed));
    await refusedWith("files", () => checkFiles(manifest, bundleFiles("advisory.md")));
    await refusedWith("files", () => checkFiles(manifest, bundleFiles(...PAYLOADS, "notes.md")));
  });
});
