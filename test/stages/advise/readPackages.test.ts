import assert from "node:assert/strict";
import { join } from "node:path";
import { readPackages } from "../../../src/stages/advise/readProject";
import type { Oid } from "../../../src/model/ids";
import { makeProject, run, type Files } from "../../support/gitRepo";

const read = async (manifests: Files, ...files: string[]) => {
  const project = makeProject({ files: { ...manifests, ...Object.fromEntries(files.map((file) => [file, "x\n"])) } });
  try {
    const commit = run(project.clone, ["rev-parse", "HEAD"]) as Oid;
    const { packages, unread } = await readPackages(join(project.clone, ".git"), commit, files);
    return [packages.map(({ purl, files: changed }) => [purl, ...changed].join(" ")), unread];
  } finally {
    project.cleanup();
  }
};

describe("the packages of changed files", function () {
  this.timeout(10_000);

  it("are those of the nearest manifest above each", async () => {
    const manifests = {
      "package.json": '{"workspaces":["a","b"]}',
      "a/package.json": '{"name":"a"}',
      "a/b/package.json": '{"name":"b"}',
    };
    assert.deepEqual(await read(manifests, "a/b/src/x.js", "a/x.js", "x.js"), [
      ["pkg:npm/b a/b/src/x.js", "pkg:npm/a a/x.js"],
      [],
    ]);
  });

  it("are of the language of the file, before what lies nearer or comes first in the alphabet", async () => {
    const manifests = {
      "package.json": '{"name":"tooling"}',
      "pyproject.toml": '[project]\nname = "site"\n',
      "web/package.json": '{"name":"web"}',
    };
    assert.deepEqual((await read(manifests, "site/a.py", "web/app.ts", "web/helper.py", "conf.yml"))[0], [
      "pkg:pypi/site site/a.py web/helper.py",
      "pkg:npm/web web/app.ts",
      "pkg:npm/tooling conf.yml",
    ]);
  });

  it("fall back to setup.cfg and setup.py, and say what stays unknown", async () => {
    const bare = '[build-system]\nrequires = ["setuptools"]\n';
    const named = { "pyproject.toml": bare, "setup.py": "setup()\n", "setup.cfg": "[metadata]\nname = site\n" };
    assert.deepEqual(await read(named, "site/a.py"), [["pkg:pypi/site site/a.py"], []]);
    const computed = { "pyproject.toml": bare, "setup.py": "setup(name=NAME)\n", "package.json": '{"name":"docs"}' };
    assert.deepEqual(await read(computed, "site/a.py"), [
      [],
      ["setup.py computes the name of its package, and nothing of a project is run here."],
    ]);
  });

  it("do not come from manifests that are damaged, large or strangely placed, and it is said in one line", async () => {
    const large = { "package.json": `{"name":"a","x":"${" ".repeat(5 * 2 ** 20)}"}` };
    assert.deepEqual(await read(large, "a.js"), [[], ["package.json is larger than 1 MiB and was not read."]]);
    const odd = { "a\nb/-x/package.json": "{", "a\nb/:(top)/composer.json": '{"name":"acme/x"}' };
    const [packages, unread] = await read(odd, "a\nb/-x/a.js", "a\nb/:(top)/x.php");
    assert.deepEqual(packages, ["pkg:composer/acme/x a\nb/:(top)/x.php"]);
    assert.equal(unread!.length, 1);
    assert.match(unread![0]!, /^a.*b\/-x\/package\.json is no valid JSON object\.$/);
  });

  it("are none where there is no manifest", async () => {
    assert.deepEqual(await read({}, "src/a.c"), [[], []]);
  });
});
