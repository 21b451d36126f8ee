import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readInside } from "../../src/tools/readInside";
import { makeFolder } from "../support/people";

describe("a file whose path a stranger named", () => {
  const { dir, cleanup } = makeFolder();
  const inside = join(dir, "in");
  before(() => {
    mkdirSync(join(inside, "src"), { recursive: true });
    writeFileSync(join(dir, "secret"), "secret");
    writeFileSync(join(inside, "src", "a.js"), "a");
    symlinkSync("..", join(inside, "up"));
  });
  after(cleanup);

  it("is read where it really lies inside the folder", async () => {
    assert.equal(new TextDecoder().decode(await readInside(inside, "src/a.js")), "a");
  });

  for (const path of ["../secret", "up/secret", "src", "src/none.js", "", ".", "/etc/hostname", "a\0b"]) {
    it(`is nothing for ${JSON.stringify(path)}`, async () => {
      assert.equal(await readInside(inside, path), undefined);
    });
  }
});
