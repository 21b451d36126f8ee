import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";

describe("the demo", () => {
  it("does the whole main job and says where it lies", function () {
    this.timeout(180_000);
    const story = execFileSync(process.execPath, ["--import", "tsx", "scripts/demo/demo.ts"], {
      cwd: join(__dirname, "..", ".."),
      encoding: "utf8",
    });
    const folder = /^All of it lies in (.*):$/m.exec(story)?.[1];
    assert.ok(folder && existsSync(folder), story);
    assert.match(story, /refused: push --no-verify from the private worktree/);
    assert.match(story, /git am gives the tree that was signed/);
    assert.match(story, /confirmed by Robin Reporter for version 1 \(key not compared\); the fix has changed since/);
    rmSync(folder, { recursive: true, force: true });
  });
});
