import assert from "node:assert/strict";
import { NO_PROJECT_CONFIG, parseProjectConfig } from "../../src/model/projectConfig";
import { readProjectConfig } from "../../src/tools/git/projectConfig";
import { refusedWith } from "../support/refusal";
import { commit, makeProject } from "../support/gitRepo";

describe("the project's configuration", () => {
  it("names the publisher and the set-up", async () => {
    const text =
      "publisher:\n  name: The Project\n  namespace: https://example.org\n  category: vendor\nsetup: npm ci\n";
    const { publisher, setup } = await parseProjectConfig(text);
    assert.equal(publisher.name, "The Project");
    assert.equal(publisher.category, "vendor");
    assert.equal(setup, "npm ci");
  });

  it("may be empty", async () => {
    assert.deepEqual(await parseProjectConfig("# nothing yet\n"), NO_PROJECT_CONFIG);
  });

  for (const [what, text] of [
    ["an unknown key", "setup: npm ci\nsetups: x\n"],
    ["a wrong category", "publisher: { category: boss }\n"],
    ["an alias", "setup: *x\n"],
    ["a list", "setup: [npm ci]\n"],
    ["an organisation that is no UUID", "publisher: { cve_org_id: acme }\n"],
  ] as const) {
    it(`is refused with ${what}, and says in which line`, async () => {
      const error = await refusedWith("config-invalid", () => parseProjectConfig(text));
      assert.match(error.message, /^Line \d+ of \.embargo\.yml /);
    });
  }

  it("is read from a commit, not from the work tree", async () => {
    const project = makeProject();
    try {
      assert.deepEqual(await readProjectConfig({ cwd: project.clone }), NO_PROJECT_CONFIG);
      commit(project.clone, { ".embargo.yml": "setup: make\n" }, "Say how to set up");
      assert.equal((await readProjectConfig({ cwd: project.clone })).setup, "make");
    } finally {
      project.cleanup();
    }
  });
});
