import assert from "node:assert/strict";
import { asEmbargoError, EmbargoError, exitOf } from "../../src/model/errors";

describe("errors", () => {
  it("map to exit codes: refused and wrong bytes 1, could not run 2, wrong usage 3", () => {
    assert.equal(exitOf("signer-unknown"), 1);
    assert.equal(exitOf("refused"), 1);
    assert.equal(exitOf("git-missing"), 2);
    assert.equal(exitOf("file-unreadable"), 2);
    assert.equal(exitOf("internal"), 2);
    assert.equal(exitOf("usage"), 3);
  });

  it("keep one of ours as it is and wrap anything else with its cause", () => {
    const ours = new EmbargoError("busy", "Busy.", "Wait.");
    assert.equal(asEmbargoError(ours), ours);
    const cause = new TypeError("x is not a function");
    const wrapped = asEmbargoError(cause);
    assert.equal(wrapped.code, "internal");
    assert.equal(wrapped.cause, cause);
  });
});
