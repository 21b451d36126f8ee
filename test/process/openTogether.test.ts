import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gitEnvironment, makeProject } from "../support/gitRepo";
import { makeHome } from "../support/home";

const CLI = join(__dirname, "..", "..", "dist", "cli.js");
const AT_ONCE = 4;
const ROUNDS = 3;

describe("several cases opened in one clone at the same moment", function () {
  this.timeout(60_000);

  it("are all opened, and one guard knows them all", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const project = makeProject();
      const home = await makeHome();
      try {
        const env = { ...gitEnvironment(), EMBARGO_HOME: home.dir };
        const open = (title: string) =>
          promisify(execFile)(process.execPath, [CLI, "open", "--title", title, "--json"], { cwd: project.clone, env });
        const opened = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => open(`Flaw ${index}`)));
        const ids = opened.map(({ stdout }) => (JSON.parse(stdout) as { case: string }).case).sort();
        assert.equal(new Set(ids).size, AT_ONCE);
        const armed = readFileSync(join(project.clone, ".git", "embargo", "armed"), "utf8");
        assert.deepEqual(armed.trim().split("\n"), ids);
      } finally {
        project.cleanup();
        home.cleanup();
      }
    }
  });
});
