import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readTar, writeTar } from "../../../src/model/bundle/tar";
import { bundleFiles, file } from "../../support/bundleFiles";
import { refusedWith } from "../../support/refusal";

const PAYLOADS = [
  "advisory.md",
  "notes.md",
  "patches/01-main/0001-a.patch",
  "patches/01-main/0002-b.patch",
  "bundles/02-v1.bundle",
];

describe("the archive of a bundle", () => {
  it("comes back as it went in, in byte order of the names", () => {
    const files = [...bundleFiles(...PAYLOADS), file("patches/03-/0001-.patch", "")];
    const again = readTar(writeTar(files));
    const sorted = [...files].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
    assert.deepEqual(
      again.map(({ path, content }) => [path, [...content]]),
      sorted.map(({ path, content }) => [path, [...content]]),
    );
  });

  it("is the same bytes whatever order the files are given in", () => {
    const files = bundleFiles(...PAYLOADS);
    assert.deepEqual(writeTar([...files].reverse()), writeTar(files));
  });

  it("is read by tar itself, with the names, sizes and mode we meant", () => {
    const listing = execFileSync("tar", ["-tvf", "-", "--utc", "--numeric-owner"], {
      input: writeTar(bundleFiles("patches/01-main/0001-a.patch")),
      encoding: "utf8",
    });
    assert.deepEqual(listing.trim().split("\n"), [
      "-rw-r--r-- 0/0              11 1970-01-01 00:00 embargo/README.txt",
      "-rw-r--r-- 0/0              10 1970-01-01 00:00 embargo/REPLY.txt",
      "-rw-r--r-- 0/0              14 1970-01-01 00:00 embargo/manifest.json",
      "-rw-r--r-- 0/0              29 1970-01-01 00:00 embargo/patches/01-main/0001-a.patch",
    ]);
  });

  it("is what GNU tar writes for the same files, so that anybody can make the bytes again", () => {
    const bytes = writeTar(bundleFiles("patches/01-main/0001-a.patch"));
    const script =
      'd=$(mktemp -d) && cd "$d" && tar -xf - && find embargo -type f | LC_ALL=C sort | ' +
      'tar -cf - --format=ustar --owner=0 --group=0 --numeric-owner --mode=0644 --mtime=@0 -b1 -T - ; rm -rf "$d"';
    const made = execFileSync("sh", ["-c", script], { input: bytes });
    assert.equal(Buffer.compare(made, Buffer.from(bytes)), 0);
  });

  it("is not written with a path that no bundle has", async () => {
    await refusedWith("archive", () => writeTar(bundleFiles("src/main.c")));
  });

  it("takes a name of exactly 100 bytes and refuses 101", async () => {
    const name = (length: number) => "patches/01-main/0001-".padEnd(length - "embargo/.patch".length, "a") + ".patch";
    assert.equal(`embargo/${name(100)}`.length, 100);
    assert.equal(readTar(writeTar(bundleFiles(name(100)))).length, 4);
    await refusedWith("archive", () => writeTar(bundleFiles(name(101))));
  });

  it("is refused above 64 MiB, when written and when read", async () => {
    const large = { path: "advisory.md", content: new Uint8Array(64 * 2 ** 20) };
    await refusedWith("too-large", () => writeTar([...bundleFiles(), large]));
    await refusedWith("too-large", () => readTar(new Uint8Array(64 * 2 ** 20 + 512)));
  });
});
