import assert from "node:assert/strict";
import { readTypedComments } from "../../../src/model/bundle/typedComments";
import { refusedWith } from "../../support/refusal";

describe("comments as a person types them", () => {
  it("are a path, a line and a text; indented lines go on, # is not read", () => {
    const typed =
      "\uFEFF# my remarks\r\nsrc/a.js:12: Why not the port?\r\n  It is\r\n  part of it.\n\n[2.x] a b.js:-3:Gone\n";
    assert.deepEqual(readTypedComments(typed), [
      { path: "src/a.js", side: "result", line: 12, text: "Why not the port?\nIt is\npart of it.", from: 2 },
      { branch: "2.x", path: "a b.js", side: "base", line: 3, text: "Gone", from: 6 },
    ]);
    assert.deepEqual(readTypedComments(""), []);
  });

  for (const [name, typed, line] of [
    ["a line that is none", "src/a.js:1: Fine\nand this too", 2],
    ["line 0", "src/a.js:0: Fine", 1],
    ["a comment without text", "src/a.js:1:\nsrc/a.js:2: Fine", 1],
    ["a text before any path", "  Fine", 1],
  ] as const) {
    it(`are refused with the number of ${name}`, async () => {
      const { message } = await refusedWith("usage", () => readTypedComments(typed));
      assert.match(message, new RegExp(`^Line ${line} `));
    });
  }
});
