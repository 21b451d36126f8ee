import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planAcceptHome } from "../../src/stages/place";
import { acceptPlace, readAcceptedPlace } from "../../src/tools/homePlace";
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

    it("is refused in a synced folder and in a repository, until a person takes that very place", async () => {
      for (const [marker, kind, words] of [
        [".stfolder", "synced", /Syncthing copies/],
        [".git", "repository", /git repository/],
      ] as const) {
        const around = join(dir, kind);
        const home = join(around, "home");
        mkdirSync(join(around, marker), { recursive: true });
        await assert.rejects(openHome(home), { code: "home-unsafe", message: words, hint: /embargo home accept/ });
        await acceptPlace(home, (await planAcceptHome(home)).found);
        await openHome(home);
        assert.equal((await readAcceptedPlace(home))?.kind, kind);
        renameSync(around, `${around}-moved`);
        await assert.rejects(openHome(join(`${around}-moved`, "home")), { code: "home-unsafe" });
      }
      const fine = join(dir, "fine");
      await openHome(fine);
      await assert.rejects(planAcceptHome(fine), { code: "usage" });
    });

    it("is refused on a file system that keeps no permissions, with a word of its own", async function () {
      const mount = join(dir, "fat");
      const image = join(dir, "image");
      const made = [
        ["truncate", "-s", "2M", image],
        ["mkfs.vfat", image],
        ["mount", "-o", "loop,umask=0", image, mount],
      ];
      mkdirSync(mount);
      for (const [program = "", ...args] of made) if (spawnSync(program, args).status !== 0) return this.skip();
      try {
        await assert.rejects(openHome(join(mount, "home")), { code: "home-unsafe", message: /keeps no permissions/ });
        await acceptPlace(join(mount, "home"), { kind: "no-permissions" });
        await openHome(join(mount, "home"));
      } finally {
        spawnSync("umount", ["--lazy", mount]);
      }
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
