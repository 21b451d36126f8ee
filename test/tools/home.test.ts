import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { homePath, makeTemporary, openHome } from "../../src/tools/home";

describe("the home", () => {
  it("is EMBARGO_HOME, else the platform's folder for a user's data", () => {
    const on = (platform: NodeJS.Platform, variables = {}) => homePath({ platform, userHome: "/home/ada", variables });
    assert.equal(on("linux"), "/home/ada/.local/share/embargo");
    assert.equal(on("linux", { XDG_DATA_HOME: "/data" }), "/data/embargo");
    assert.equal(on("linux", { XDG_DATA_HOME: "relative" }), "/home/ada/.local/share/embargo");
    assert.equal(on("darwin"), "/home/ada/Library/Application Support/embargo");
    assert.equal(on("linux", { EMBARGO_HOME: "/private" }), "/private");
    const windows = { platform: "win32", userHome: "C:\\Users\\Ada" } as const;
    assert.equal(homePath({ ...windows, variables: {} }), "C:\\Users\\Ada\\AppData\\Local\\embargo");
    assert.equal(homePath({ ...windows, variables: { LOCALAPPDATA: "D:\\Local" } }), "D:\\Local\\embargo");
  });

  describe("on disk", () => {
    let dir: string;
    beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "embargo-home-"))));
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    it("is made for its owner only", async () => {
      await openHome(join(dir, "home"));
      assert.equal(statSync(join(dir, "home")).mode & 0o777, 0o700);
    });

    it("is refused when others may read it", async () => {
      chmodSync(dir, 0o750);
      await assert.rejects(openHome(dir), { code: "home-unsafe" });
    });

    it("is swept of what a process that is gone left, and of nothing else", async () => {
      const home = await openHome(dir);
      const mine = await makeTemporary(home);
      const left = join(dir, "tmp", "999999999-abcdef");
      mkdirSync(left);
      await openHome(dir);
      assert.ok(existsSync(mine));
      assert.ok(!existsSync(left));
    });
  });
});
