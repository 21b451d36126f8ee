import assert from "node:assert/strict";
import { unseal } from "../../src/tools/pgp/unseal";
import { refusedWith } from "../support/refusal";

const SIZE = 16 * 2 ** 20;

describe("a small file made of millions of packets or parts", function () {
  this.timeout(60_000);

  /** Refused as no message of ours, with not much more memory than the file itself. */
  const refusedCheaply = async (file: Uint8Array) => {
    const before = process.memoryUsage();
    await refusedWith("format", () => unseal(file, { kind: "bundle", ownKeys: [], signers: [] }));
    const after = process.memoryUsage();
    const grownBytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    assert.ok(grownBytes < 6 * SIZE, `${grownBytes} bytes`);
  };

  it("of no length is refused before they fill the memory: format", async () => {
    await refusedCheaply(Uint8Array.from({ length: SIZE }, (_, index) => (index % 2 === 0 ? 0xc1 : 0)));
  });

  it("of one byte each is joined in place and refused: format", async () => {
    const parts = Uint8Array.from({ length: SIZE }, (_, index) => (index % 2 === 0 ? 1 : 0xe0));
    parts[0] = 0xd2; // packet 18, then its parts
    await refusedCheaply(parts);
  });
});
