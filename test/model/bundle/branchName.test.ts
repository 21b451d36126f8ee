import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { isBranchName } from "../../../src/model/bundle/branchName";

const NAMES =
  "main|a/b|release-1.2|HEAD|@|a@b|@{|a@{b|a..b|.a|a.|a/.b|a.lock|a.lock/b|lock|a b|a~b|a^b|a:b|a?b|a*b|a[b|a]b|a\\b|/a|a/|a//b|ä|日本|a'b|a\"b|$(x)|a;b|é.lock|a.lockb|refs/heads/x|{}|!|#1|%|&|(|+|,|=|<|>|`";

describe("the name of a branch in a bundle", () => {
  it("is accepted exactly when git check-ref-format accepts it", () => {
    for (const name of NAMES.split("|")) {
      const git = spawnSync("git", ["check-ref-format", `refs/heads/${name}`]);
      assert.equal(isBranchName(name), git.status === 0, JSON.stringify(name));
    }
  });

  it("is refused where git would take it but people or programs would misread it", () => {
    for (const name of ["-d", "--force", "a\u202eb", "a\u200bb", "a\u0085b", "a\ud800", ""]) {
      assert.equal(isBranchName(name), false, JSON.stringify(name));
    }
  });
});
