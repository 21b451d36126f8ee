import assert from "node:assert/strict";
import { lineDigest, lineDigests, placeComment } from "../../../src/model/bundle/commentPlace";

const BEFORE = "one\ntwo\n}\nthree\n}\n";

describe("the place of a comment", () => {
  const placed = async (line: number, words: string, text: string) =>
    placeComment({ line, line_sha256: await lineDigest(words) }, await lineDigests(text));

  it("is its line, whatever ends it", async () => {
    for (const text of [BEFORE, BEFORE.replaceAll("\n", "\r\n"), BEFORE.replaceAll("\n", "\r")]) {
      assert.deepEqual(await placed(2, "two", text), { line: 2, found: true });
    }
  });

  it("goes where the line went", async () => {
    assert.deepEqual(await placed(2, "two", `new\n\nnew\n${BEFORE}`), { line: 5, found: true });
    assert.deepEqual(await placed(4, "three", "three\n"), { line: 1, found: true });
  });

  it("is the nearest of lines that are alike", async () => {
    assert.deepEqual(await placed(3, "}", BEFORE), { line: 3, found: true });
    assert.deepEqual(await placed(6, "}", BEFORE), { line: 5, found: true });
    assert.deepEqual(await placed(Number.MAX_SAFE_INTEGER, "}", BEFORE), { line: 5, found: true });
  });

  it("is the top of the file when the line has changed", async () => {
    assert.deepEqual(await placed(2, "two, but not quite", BEFORE), { line: 1, found: false });
    assert.deepEqual(await placed(2, "two ", BEFORE), { line: 1, found: false });
  });
});
