import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emptyIndex, objectKinds, openQuarantine } from "../../../src/tools/git/quarantine";
import type { Oid } from "../../../src/model/ids";
import { makeProject, run } from "../../support/gitRepo";
import { makeHome } from "../../support/home";

const DRIVER = join(__dirname, "..", "..", "support", "waitingQuarantine.ts");

describe("the quarantine", function () {
  this.timeout(30_000);
  let home: Awaited<ReturnType<typeof makeHome>>;
  beforeEach(async () => {
    home = await makeHome();
  });
  afterEach(() => home.cleanup());

  it("reads the clone's objects and writes none there, also from a folder with a strange name", async () => {
    const project = makeProject();
    const odd = join(project.root, 'a "b\\\n#c');
    run(project.root, ["clone", "-q", project.remote, odd]);
    const head = run(odd, ["rev-parse", "HEAD"]) as Oid;
    const before = readdirSync(join(odd, ".git"), { recursive: true });
    const quarantine = await openQuarantine(home, "sha1", join(odd, ".git", "objects"));
    assert.deepEqual(await objectKinds(quarantine, [head, "1".repeat(40) as Oid]), ["commit", undefined]);
    await quarantine.run(["read-tree", head]);
    await quarantine.run(["hash-object", "-w", "--stdin"], { stdin: "new\n" });
    assert.deepEqual(readdirSync(join(odd, ".git"), { recursive: true }), before);
    await quarantine.close();
    project.cleanup();
  });

  it("is the owner's alone, and gone after close", async () => {
    const quarantine = await openQuarantine(home, "sha256");
    assert.equal(statSync(quarantine.dir).mode & 0o777, 0o700);
    await quarantine.close();
    assert.equal(existsSync(quarantine.dir), false);
  });

  it("knows no configuration but its own", async () => {
    const quarantine = await openQuarantine(home, "sha1");
    writeFileSync(join(home.dir, ".gitconfig"), "[alias]\n x = status\n");
    const { stdout } = await quarantine.run(["config", "--list", "--show-scope"], { env: emptyIndex(quarantine) });
    const scopes = new Set(
      stdout
        .toString()
        .trim()
        .split("\n")
        .map((line) => line.split("\t")[0]),
    );
    assert.deepEqual([...scopes].sort(), ["command", "local"]);
    await quarantine.close();
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`is removed on ${signal}, which still ends the process`, async () => {
      const child = spawn(process.execPath, ["--import", "tsx", DRIVER, home.dir], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const dir = line.toString().trim();
      assert.equal(existsSync(dir), true);
      child.kill(signal);
      const [, endedBy] = (await once(child, "exit")) as [number | null, string | null];
      assert.equal(endedBy, signal);
      assert.equal(existsSync(dir), false);
    });
  }

  it("is removed when the process exits", async () => {
    const child = spawn(process.execPath, ["--import", "tsx", DRIVER, home.dir, "exit"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    await once(child, "exit");
    assert.equal(existsSync(line.toString().trim()), false);
  });
});
