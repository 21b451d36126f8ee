import assert from "node:assert/strict";
import { readTar } from "../../src/model/bundle/tar";
import { bytesOf } from "../support/bundleFiles";
import type { RawEntry } from "../support/rawTar";
import { rawTar } from "../support/rawTar";
import { refusedWith } from "../support/refusal";

const REQUIRED: RawEntry[] = ["README.txt", "REPLY.txt", "manifest.json"].map((name) => ({ name: `embargo/${name}` }));
const PATCH: RawEntry = { name: "embargo/patches/01-main/0001-a.patch" };
const GOOD = [...REQUIRED, PATCH];

/** The good archive with one entry changed. */
const withPatch = (change: Partial<RawEntry>) => rawTar([...REQUIRED, { ...PATCH, ...change }]);
const withPayloads = (...names: string[]) =>
  rawTar([...REQUIRED, ...names.map((name) => ({ name: `embargo/${name}` }))]);
const series = (branch: string, count: number) =>
  Array.from({ length: count }, (_, index) => `patches/${branch}/${String(index + 1).padStart(4, "0")}-a.patch`);

const ATTACKS: Record<string, Uint8Array> = {
  "an empty file": new Uint8Array(),
  "only the end of an archive": new Uint8Array(1024),
  text: bytesOf("not an archive at all, whatever its length may be ".repeat(30)),
  "a missing README.txt": rawTar([REQUIRED[1]!, REQUIRED[2]!, PATCH]),
  "a missing REPLY.txt": rawTar([REQUIRED[0]!, REQUIRED[2]!, PATCH]),
  "a missing manifest.json": rawTar([REQUIRED[0]!, REQUIRED[1]!, PATCH]),
  "a file beside the directory": rawTar([...GOOD, { name: "other/file" }]),
  "a file of another name": rawTar([{ name: "embargo/.bashrc" }, ...GOOD]),
  "a path that climbs out": rawTar([{ name: "embargo/../x" }, ...GOOD]),
  "an absolute path": rawTar([{ name: "/embargo/README.txt" }, ...GOOD]),
  "a path with a dot part": withPayloads("patches/./0001-a.patch"),
  "a path with an empty part": withPayloads("patches//01-main/0001-a.patch"),
  "a git folder": withPayloads(".git/hooks/post-checkout"),
  "a backslash": withPayloads("patches/01-main\\0001-a.patch"),
  "a blank in a name": withPayloads("patches/01-main/0001-a b.patch"),
  "a name that is not ASCII": withPayloads("patches/01-main/0001-\u00e9.patch"),
  "a control character in a name": withPayloads("patches/01-main/0001-\u001b.patch"),
  "a folder that ends in a dot": withPayloads("patches/01-main./0001-a.patch"),
  "a name reserved on Windows": rawTar([...REQUIRED, { name: "embargo/aux" }]),
  "names that differ in case": rawTar([...GOOD.slice(0, 2), { name: "embargo/Manifest.json" }, ...GOOD.slice(2)]),
  "a required file twice": rawTar([REQUIRED[0]!, ...GOOD]),
  "a patch twice": rawTar([...GOOD, PATCH]),
  "two patches of one number": withPayloads("patches/01-main/0001-a.patch", "patches/01-main/0001-b.patch"),
  "branches that begin with 00": withPayloads("patches/00-main/0001-a.patch"),
  "branches that begin with 02": withPayloads("patches/02-main/0001-a.patch"),
  "a gap between branches": withPayloads("patches/01-main/0001-a.patch", "patches/03-old/0001-a.patch"),
  "two folders for one branch": withPayloads("patches/01-a/0001-a.patch", "patches/01-b/0002-a.patch"),
  "a branch as patches and as git bundle": withPayloads("bundles/01-main.bundle", "patches/01-main/0001-a.patch"),
  "two git bundles for one branch": withPayloads("bundles/01-a.bundle", "bundles/01-b.bundle"),
  "patches that begin with 0002": withPayloads("patches/01-main/0002-a.patch"),
  "a gap between patches": withPayloads("patches/01-main/0001-a.patch", "patches/01-main/0003-a.patch"),
  "a patch outside a branch": withPayloads("patches/0001-a.patch"),
  "a file deeper in a branch": withPayloads("patches/01-main/sub/0001-a.patch"),
  "more than 2,000 files": withPayloads(...series("01-main", 1998)),
  "files out of order": rawTar([PATCH, ...REQUIRED]),
  "a directory entry": rawTar([{ name: "embargo/", type: "5", content: "" }, ...GOOD]),
  "a symbolic link": withPatch({ type: "2", link: "/etc/passwd", content: "" }),
  "a hard link": withPatch({ type: "1", link: "embargo/README.txt", content: "" }),
  "a device": withPatch({ type: "3", content: "" }),
  "an old type byte": withPatch({ type: "\0" }),
  "a pax header": rawTar([{ name: "embargo/README.txt", type: "x", content: "11 path=/x\n" }, ...GOOD]),
  "a GNU long name": rawTar([{ name: "././@LongLink", type: "L", content: "embargo/x" }, ...GOOD]),
  "a mode that executes": withPatch({ mode: "0000755" }),
  "a mode without its zeros": withPatch({ mode: "644    " }),
  "a date": withPatch({ mtime: "14743163150" }),
  "a user name": withPatch({ uname: "root" }),
  "a name in the prefix field": withPatch({ prefix: "x" }),
  "a link name on a file": withPatch({ link: "x" }),
  "GNU magic": withPatch({ magic: "ustar  \0" }),
  "a wrong checksum": withPatch({ checksum: "000000\0 " }),
  "a checksum in another spelling": withPatch({ checksum: " 12345\0 " }),
  "a size with blanks": withPatch({ size: "          2" }),
  "a size below nought": withPatch({ size: "-0000000002" }),
  "a size beyond the end": withPatch({ size: "00000077777" }),
  "a size in base 256": withPatch({ size: "\x80\0\0\0\0\0\0\0\0\0\0\x02" }),
  "something hidden in the filling": withPatch({ filler: 0x41 }),
  "one zero block at the end": rawTar(GOOD, new Uint8Array(512)),
  "three zero blocks at the end": rawTar(GOOD, new Uint8Array(1536)),
  "no end": rawTar(GOOD, new Uint8Array()),
  "something behind the end": rawTar(
    GOOD,
    Uint8Array.from({ length: 1025 }, (_, index) => (index === 1024 ? 1 : 0)),
  ),
  "a second archive behind the end": rawTar(GOOD, rawTar(GOOD)),
};

describe("an archive that somebody tampered with", () => {
  it("differs from one that is read (the attacks below change what they say)", () => {
    assert.equal(readTar(rawTar(GOOD)).length, 4);
    assert.equal(readTar(withPayloads(...series("01-main", 1997))).length, 2000);
  });

  for (const [what, bytes] of Object.entries(ATTACKS)) {
    it(`is refused with ${what}`, async () => {
      await refusedWith("archive", () => readTar(bytes));
    });
  }

  it("is refused with any byte of its headers, filling or end flipped", async () => {
    const good = rawTar(GOOD);
    for (let offset = 0; offset < good.length; offset++) {
      const inContent = offset % 1024 === 512 || offset % 1024 === 513;
      if (inContent && offset < 4096) continue; // the manifest's digests stand for these
      const bytes = good.slice();
      bytes[offset]! ^= 0x01;
      await refusedWith("archive", () => readTar(bytes));
    }
  });
});
