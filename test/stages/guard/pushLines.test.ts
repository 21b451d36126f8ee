import assert from "node:assert/strict";
import { parsePushLines } from "../../../src/stages/guard/pushLines";

const [A, B, ZERO] = ["a".repeat(40), "b".repeat(40), "0".repeat(40)];
const LONG = "c".repeat(64);

describe("the lines that git gives to a pre-push hook", () => {
  const READ: [string, string[]][] = [
    ["", []],
    [`refs/heads/main ${A} refs/heads/main ${B}\n`, ["refs/heads/main"]],
    [`HEAD ${A} refs/heads/x ${ZERO}`, ["HEAD"]],
    [`(delete) ${ZERO} refs/heads/x ${B}\n`, ["(delete)"]],
    [`main^{/a fix with spaces} ${A} refs/heads/x ${B}\n`, ["main^{/a fix with spaces}"]],
    [`x ${LONG} refs/heads/x ${LONG}\n`, ["x"]],
    [`x ${A} refs/heads/$(a)'b"é ${B}\nHEAD ${A} refs/tags/v ${B}\n`, ["x", "HEAD"]],
  ];
  for (const [input, names] of READ) {
    it(`are read: ${JSON.stringify(input).slice(0, 40)}`, () => {
      assert.deepEqual(
        parsePushLines(input)?.map(({ localRef }) => localRef),
        names,
      );
    });
  }

  for (const input of [
    "garbage\n",
    `refs/heads/main ${A} refs/heads/main\n`,
    `refs/heads/main ${A.slice(1)} refs/heads/main ${B}\n`,
    `refs/heads/main ${A} refs/heads/main ${LONG}\n`,
    `refs/heads/main ${A.toUpperCase()} refs/heads/main ${B}\n`,
    `refs/heads/main ${A} refs/heads/main ${B}\nx\n`,
    ` ${A} refs/heads/main ${B}\n`,
  ]) {
    it(`are refused as a whole: ${JSON.stringify(input).slice(0, 40)}`, () => {
      assert.equal(parsePushLines(input), undefined);
    });
  }
});
