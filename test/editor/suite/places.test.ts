import assert from "node:assert/strict";
import { advisoryCaseOf, caseAround, privateCaseOf } from "../../../src/tools/cases/caseAround";

const HOME = "/home/you/.local/share/embargo";
const CASE = `${HOME}/0123456789abcdef/E-7K2QXD`;

describe("the case something belongs to", () => {
  it("is known at any depth of its folder, and nowhere else", () => {
    assert.equal(caseAround(`${CASE}/worktrees/fix`, HOME), "E-7K2QXD");
    assert.equal(caseAround(`${HOME}/keys/contacts`, HOME), undefined);
    assert.equal(caseAround("/home/you/project", HOME), undefined);
  });

  it("is that of the private window only for its own workspace file", () => {
    assert.equal(privateCaseOf(`${CASE}/E-7K2QXD.code-workspace`, HOME), "E-7K2QXD");
    assert.equal(privateCaseOf(`${CASE}/other.code-workspace`, HOME), undefined);
    assert.equal(privateCaseOf(`${CASE}/worktrees/fix/E-7K2QXD.code-workspace`, HOME), undefined);
    assert.equal(privateCaseOf(undefined, HOME), undefined);
  });

  it("has one advisory; a file of that name in the project's tree is none", () => {
    assert.equal(advisoryCaseOf(`${CASE}/advisory.md`, HOME), "E-7K2QXD");
    assert.equal(advisoryCaseOf(`${CASE}/worktrees/fix/advisory.md`, HOME), undefined);
  });
});
