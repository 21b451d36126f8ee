import assert from "node:assert/strict";
import { installGuard } from "../../src/stages/guard";
import { refreshGuardFacts } from "../../src/tools/guard/refresh";
import { commit, makeProject, run, tryRun, type Files } from "../support/gitRepo";
import { buildGuard } from "../support/guard";
import { makeHome } from "../support/home";
import { makePrivatePlace } from "../support/privatePlace";

const BASE = {
  "src/limit.js": "export function allowed(count) {\n  audit();\n  return count <= LIMIT;\n}\n",
  "src/other.js": "export const other = 1;\n",
  "logo.bin": Buffer.from([0, 1, 2, 3]),
};

/** Fixes that have no telling line: each is copied by mail, so the public clone has none of its objects. */
const THIN: Readonly<Record<string, Files>> = {
  "one character": { "src/limit.js": BASE["src/limit.js"].replace("<=", "<") },
  "a pure deletion": { "src/limit.js": BASE["src/limit.js"].replace("  audit();\n", "") },
  "a binary file": { "logo.bin": Buffer.from(Array.from({ length: 64 }, (_, at) => at)) },
  "an empty new file": { "src/stop": "" },
};

describe("a fix with no telling line", () => {
  before(buildGuard);

  for (const [name, files] of Object.entries(THIN)) {
    for (const objectFormat of ["sha1", "sha256"] as const) {
      it(`${name} (${objectFormat}): the copied patch is refused, other work passes`, async () => {
        const project = makeProject({ objectFormat, files: BASE });
        const home = await makeHome();
        try {
          const { record, places } = await makePrivatePlace(home, project.clone);
          commit(places.worktree, files, "Fix");
          await installGuard(home, project.clone);
          await refreshGuardFacts(home, record);
          commit(project.clone, { "src/other.js": "export const other = 2;\n" }, "Ordinary work");
          assert.equal(tryRun(project.clone, ["push", "origin", "main"]).code, 0);
          run(project.clone, ["am", "-q"], `${run(places.worktree, ["format-patch", "--binary", "--stdout", "-1"])}\n`);
          run(project.clone, ["commit", "--amend", "-q", "-m", "Small refactoring"]);
          const { code, output } = tryRun(project.clone, ["push", "origin", "main"]);
          assert.equal(code, 1, output);
          assert.match(output, /embargo: refused.* the fix of E-/);
        } finally {
          project.cleanup();
          home.cleanup();
        }
      });
    }
  }
});
