import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  makeFolderAtomic,
  readIfThere,
  readNamedFile,
  removeTree,
  writeFileAtomic,
  makeFolder,
} from "../../src/tools/files";

describe("files", () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "embargo-files-"))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("are written whole, for their owner only, with the folders they need", async () => {
    const file = join(dir, "a", "b.json");
    await writeFileAtomic(file, "one");
    await writeFileAtomic(file, new Uint8Array([116, 119, 111]));
    assert.equal(readFileSync(file, "utf8"), "two");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(join(dir, "a")).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(join(dir, "a")), ["b.json"]);
  });

  it("a folder is there whole or not at all", async () => {
    const folder = join(dir, "v1");
    const broken = makeFolderAtomic(folder, async (temporary) => {
      await writeFileAtomic(join(temporary, "half"), "x");
      throw new Error("the power went");
    });
    await assert.rejects(broken);
    assert.deepEqual(readdirSync(dir), []);
    await makeFolderAtomic(folder, (temporary) => writeFileAtomic(join(temporary, "whole"), "x"));
    assert.deepEqual(readdirSync(folder), ["whole"]);
  });

  it("that are not there are undefined; that the person named are an error", async () => {
    assert.equal(await readIfThere(join(dir, "none")), undefined);
    assert.equal(await readIfThere(join(dir, "none", "deeper")), undefined);
    await assert.rejects(readNamedFile(join(dir, "none"), 10), { code: "file-unreadable" });
    await assert.rejects(readNamedFile(dir, 1e6), { code: "file-unreadable" });
  });

  it("that are too large are not read", async () => {
    writeFileSync(join(dir, "big"), "12345678901");
    await assert.rejects(readNamedFile(join(dir, "big"), 10), { code: "too-large" });
    writeFileSync(join(dir, "fits"), "1234567890");
    assert.equal((await readNamedFile(join(dir, "fits"), 10)).length, 10);
  });

  it("made read-only are removed all the same", async () => {
    const folder = join(dir, "hooks");
    await makeFolder(folder);
    writeFileSync(join(folder, "pre-push"), "");
    chmodSync(folder, 0o555);
    await removeTree(folder);
    assert.deepEqual(readdirSync(dir), []);
  });
});
