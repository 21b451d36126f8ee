import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatConfig, readConfig } from "../../../src/tools/git/configFile";
import { makeProject, run, type Project } from "../../support/gitRepo";

describe("git's configuration", () => {
  let project: Project;

  beforeEach(() => {
    project = makeProject();
  });

  afterEach(() => project.cleanup());

  it("reads back what was written, whatever the values hold", async () => {
    const values = ["", " blanks ", 'a "quoted" \\ word', "two\nlines\tand a tab", "# no comment; none", "ümlaut"];
    const entries = values.map((value, index) => ({ key: `some.Sub "section"\\.${index}.key${index}`, value }));
    appendFileSync(join(project.clone, ".git", "config"), formatConfig(entries));
    for (const { key, value } of entries) assert.equal(run(project.clone, ["config", key]), value);
    const read = await readConfig(join(project.clone, ".git"));
    assert.deepEqual(
      read.filter(({ key }) => key.startsWith("some.")).map(({ value }) => value),
      values,
    );
  });

  it("knows which file a setting is from, also an included one, and that a bare key means true", async () => {
    const gitDir = join(project.clone, ".git");
    writeFileSync(join(gitDir, "more"), "[core]\n\thooksPath = here\n[other]\n\tflag\n");
    run(project.clone, ["config", "include.path", "more"]);
    const read = await readConfig(gitDir);
    const hooks = read.find(({ key }) => key === "core.hookspath");
    assert.deepEqual(hooks, {
      scope: "local",
      origin: `file:${join(gitDir, "more")}`,
      key: "core.hookspath",
      value: "here",
    });
    assert.equal(read.find(({ key }) => key === "other.flag")?.value, "true");
  });
});
