import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { caseCollisions, pathRefusal, pathWarnings } from "../../../src/model/bundle/changedPath";
import type { ChangedPath } from "../../../src/model/bundle/changedPath";
import { bytesOf } from "../../support/bundleFiles";
import { makeProject, type Project } from "../../support/gitRepo";

const ORDINARY = [
  "a",
  "src/a b.c",
  "ä/日本",
  ".gitignore",
  ".github/x",
  "git",
  "a.git",
  "git~2",
  ".git2",
  "git~10x",
  "a/.gitx/b",
  "CON",
  "a\\b",
  "C:\\x",
  "a:b",
  "...",
  "a/...",
  ".gitmodules",
  "a~1/b",
];
const REFUSED = [
  "../a",
  "a/../b",
  "..",
  ".",
  "./a",
  "a/.",
  "a/..",
  "/a",
  "a//b",
  "a/",
  ".git",
  ".git/config",
  ".GIT/hooks/x",
  "a/.gIt/x",
  ".git./x",
  ".git /x",
  ".git. . /x",
  "git~1",
  "GIT~1/x",
  "a/git~1",
  ".git:x",
  "git~1:$INDEX",
  ".git\\x",
  "a\\.git",
  "a\\git~1\\x",
  ".g\u200cit/x",
  ".git\u200e",
  "\ufeff.git",
  ".git::$INDEX_ALLOCATION/x",
];
const AS_LINK = [
  ".gitmodules",
  "a/.gitmodules",
  ".GITMODULES",
  ".gitmodules.",
  ".gitmodules ",
  "gitmod~1",
  "GITMOD~4",
  "gi7eba~1",
  "gi7eb~10",
  ".gitmodules:$DATA",
];
const AS_LINK_ORDINARY = ["gitmod~5", "gi7eba~0", "gi7ebb~1", ".gitmodulesx", "gitmodules", ".gitignore"];

describe("a path that a fix may not touch", () => {
  let project: Project;
  let blob: string;
  before(() => {
    project = makeProject();
    blob = execFileSync("git", ["hash-object", "-w", "--stdin"], {
      cwd: project.clone,
      input: "x",
      encoding: "utf8",
    }).trim();
  });
  after(() => project.cleanup());

  /** Whether git itself takes the path into an index. */
  function gitTakes(path: string, mode: string): boolean {
    const options = ["-c", "core.protectHFS=true", "-c", "core.protectNTFS=true", "update-index", "-z", "--index-info"];
    const env = { ...process.env, GIT_INDEX_FILE: `${project.root}/index-of-one` };
    const input = `${mode} ${blob}\t${path}\0`;
    const git = spawnSync("git", options, { cwd: project.clone, env, input, encoding: "utf8" });
    return git.status === 0 && !/Ignoring|Invalid|invalid/.test(git.stderr);
  }

  it("is refused exactly when git's own check refuses it", () => {
    for (const path of [...ORDINARY, ...REFUSED]) {
      assert.equal(gitTakes(path, "100644"), ORDINARY.includes(path), `git: ${JSON.stringify(path)}`);
      assert.equal(pathRefusal(path) === undefined, ORDINARY.includes(path), JSON.stringify(path));
    }
  });

  it("is refused for a link exactly when git's own check refuses the link", () => {
    for (const path of [...AS_LINK, ...AS_LINK_ORDINARY]) {
      assert.equal(gitTakes(path, "120000"), AS_LINK_ORDINARY.includes(path), `git: ${JSON.stringify(path)}`);
      assert.equal(pathRefusal(path, "120000") === undefined, AS_LINK_ORDINARY.includes(path), JSON.stringify(path));
      assert.equal(pathRefusal(path, "100644"), undefined, JSON.stringify(path));
    }
  });

  it("is refused with a control or format character, which git would take", () => {
    for (const path of ["a\nb", "a\u001b[31m", "a\u202eb", "a\u00adb", "a\u0085"])
      assert.ok(pathRefusal(path), JSON.stringify(path));
  });
});

describe("what a reader is warned of", () => {
  const codes = (changed: ChangedPath) => pathWarnings(changed).map(({ code }) => code);
  const added = (text: string, path = "src/a.c"): ChangedPath => ({ path, newMode: "100644", newBytes: bytesOf(text) });

  it("is nothing for an ordinary change", () => {
    assert.deepEqual(
      codes({
        path: "src/a.c",
        oldMode: "100644",
        newMode: "100644",
        oldBytes: bytesOf("a\n"),
        newBytes: bytesOf("b\tü\r\n\f"),
      }),
      [],
    );
    assert.deepEqual(codes({ path: "src/a.c", oldMode: "100644", oldBytes: bytesOf("a\n") }), []);
  });

  it("is a file that tools run, at any depth and in any case", () => {
    const runs = [
      ".vscode/tasks.json",
      "a/.idea/x",
      ".devcontainer/d.json",
      ".github/workflows/ci.yml",
      ".gitlab-ci.yml",
      ".circleci/config.yml",
      ".husky/pre-commit",
      ".githooks/x",
      ".pre-commit-config.yaml",
      ".envrc",
      ".npmrc",
      ".gitattributes",
      "package.json",
      "packages/a/package.json",
      "Makefile",
      "a/makefile",
      "CMakeLists.txt",
      "a.mk",
      "build.gradle.kts",
      "settings.gradle",
      "pom.xml",
      "build.rs",
      "setup.py",
      "tests/conftest.py",
      "Jenkinsfile",
    ];
    for (const path of runs) assert.deepEqual(codes(added("x\n", path)), ["runs-code"], path);
    for (const path of ["vscode/x", "src/package.jsonc", "Makefile.md", "amk", "build.rst", ".github"])
      assert.deepEqual(codes(added("x\n", path)), [], path);
  });

  it("is each thing that the text or the mode hides", () => {
    assert.deepEqual(codes(added("if (a) { \u202e} \n")), ["bidi"]);
    assert.deepEqual(codes(added("pass\u200bword\n")), ["invisible"]);
    assert.deepEqual(codes(added("a\u{e0041}\n")), ["invisible"]);
    assert.deepEqual(codes(added("a\u001b[2Jb\n")), ["control"]);
    assert.deepEqual(codes(added("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")), ["lfs"]);
    assert.deepEqual(codes({ path: "a.bin", newMode: "100644", newBytes: Uint8Array.of(1, 0, 2) }), ["binary"]);
    assert.deepEqual(codes({ path: "a", newMode: "120000", newBytes: bytesOf("/etc/passwd") }), ["symlink"]);
    assert.deepEqual(codes({ path: "sub", newMode: "160000" }), ["submodule"]);
    assert.deepEqual(codes(added("x\n", ".gitmodules")), ["submodule"]);
    assert.deepEqual(codes({ path: "a.sh", oldMode: "100644", newMode: "100755", newBytes: bytesOf("x\n") }), [
      "exec-bit",
    ]);
    assert.deepEqual(codes({ path: "a.sh", oldMode: "100755", newMode: "100755", newBytes: bytesOf("x\n") }), []);
  });

  it("is nothing that stood there before", () => {
    const before = bytesOf("a\u202eb\nc\u001b\n");
    const changed = {
      path: "a.c",
      oldMode: "100644",
      newMode: "100644",
      oldBytes: before,
      newBytes: bytesOf("a\u202eb\nc\u001b\nd\n"),
    };
    assert.deepEqual(codes(changed), []);
  });

  it("is a name that not every system can hold", () => {
    for (const path of ["CON", "a/aux.txt", "a\\b", "a:b", "a?", "a.", "a /b", "lpt1", "x/NUL"])
      assert.deepEqual(codes(added("x\n", path)), ["portable-name"], path);
    for (const path of ["console", "a/auxiliary", "com10", ".a"]) assert.deepEqual(codes(added("x\n", path)), [], path);
    assert.deepEqual(
      caseCollisions(["a/B", "a/b", "c"], "main").map(({ code, path, branch }) => [code, path, branch]),
      [["portable-name", "a/b", "main"]],
    );
  });

  it("names the branch when there is one", () => {
    assert.equal(pathWarnings(added("x\n", "Makefile"), "main")[0]?.branch, "main");
  });
});
