import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openReplayedCase } from "../../bench/replay/cases";
import { countFirstStage } from "../../bench/replay/firstStage";
import { findFixes, openHistory } from "../../bench/replay/history";
import { countAlarms, tryCopies } from "../../bench/replay/measure";
import { commit, makeProject, run, type Project } from "../support/gitRepo";

const MODULES = ["session", "upload", "redirect", "cookie"];
const BODY = [
  "export function handle(request) {",
  "  audit();",
  "  if (request.size <= LIMIT) {",
  "    next();",
  "  }",
  "}",
];
const source = (name: string) => [`// ${name} of the sample`, ...BODY, ""].join("\n");
const fixed = (name: string) =>
  source(name).replace(
    "  audit();\n",
    [1, 2, 3, 4].map((part) => `  reject${part}(request, "${name} must not be trusted ${part * 7}");\n`).join(""),
  );

describe("the rule, replayed on a history made for it", () => {
  let project: Project;
  let folder: string;
  before(() => {
    project = makeProject({ files: Object.fromEntries(MODULES.map((name) => [`src/${name}.js`, source(name)])) });
    folder = mkdtempSync(join(tmpdir(), "embargo-replay-"));
    const { clone } = project;
    run(clone, ["branch", "stable"]);
    for (const [number, name] of MODULES.entries()) {
      commit(
        clone,
        { [`src/work${number}.js`]: `export const value${number} = compute(${number});\n` },
        `Work ${number}`,
      );
      commit(clone, { [`src/${name}.js`]: fixed(name) }, `Reject hostile ${name}\n\nCVE-2026-1000${number}`);
    }
    const thin = fixed("session").replace("<=", "<");
    commit(clone, { "src/session.js": thin }, "Count right\n\nCVE-2026-20000");
    const fixes = run(clone, ["rev-list", "--reverse", "--grep=CVE", "main"]).split("\n");
    run(clone, ["checkout", "-q", "stable"]);
    run(clone, ["cherry-pick", ...fixes]);
    run(clone, ["checkout", "-q", "main"]);
  });
  after(() => {
    project.cleanup();
    rmSync(folder, { recursive: true, force: true });
  });

  it("finds every copy and backport, refuses no ordinary work, and its first stage overlooks nothing", async () => {
    const gitDir = join(project.clone, ".git");
    const history = await openHistory(gitDir, "made", folder);
    const fixes = await findFixes(history, gitDir, 80);
    assert.equal(fixes.length, 5);
    const cases = [];
    for (const fix of fixes) cases.push(await openReplayedCase(history, fix));
    const { exact, elsewhere, backports, halves } = await tryCopies(history, cases);
    assert.deepEqual([exact.refused, exact.tries], [5, 5]);
    assert.deepEqual([backports.refused, backports.tries], [5, 5]);
    assert.equal(elsewhere.refused, 4); // one character tells nothing in another file
    assert.ok(halves.refused >= 80, `${halves.refused} of ${halves.tries}`);
    const alarms = await countAlarms(history, cases);
    assert.ok(alarms.commits >= 5);
    assert.deepEqual(alarms.refused, []);
    const { commits, overlooked } = await countFirstStage(history, cases);
    assert.equal(commits, 10);
    assert.deepEqual(overlooked, []);
  });
});
