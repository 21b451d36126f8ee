import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cksum } from "../../../src/tools/guard/sums";

describe("cksum", () => {
  for (const size of [0, 1, 255, 256, 65_536, 70_000]) {
    it(`says of ${size} bytes what cksum(1) says`, () => {
      const bytes = randomBytes(size);
      const said = execFileSync("cksum", { input: bytes, encoding: "utf8" });
      assert.equal(said.trim(), `${cksum(bytes)} ${size}`);
    });
  }
});
