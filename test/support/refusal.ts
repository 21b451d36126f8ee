import assert from "node:assert/strict";
import { EmbargoError, type ErrorCode } from "../../src/model/errors";

/** Runs `act` and demands an EmbargoError with this code, and a sentence and hint that end as sentences do. */
export async function refusedWith(code: ErrorCode, act: () => unknown): Promise<EmbargoError> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof EmbargoError)) throw error;
    assert.equal(error.code, code, `${error.code}: ${error.message}`);
    assert.match(error.message, /^[A-Z].*\.$/s);
    assert.match(error.hint, /^[A-Z].*\.$/s);
    return error;
  }
  return assert.fail(`Nothing was refused; ${code} was expected.`);
}
