import assert from "node:assert/strict";
import { fuzz } from "./fuzz";

describe("files changed at random", function () {
  this.timeout(120_000);

  it("are refused with a code of ours, or hold exactly what was signed; memory stays bounded", async () => {
    const { mutations, codes, failures, peakMiB } = await fuzz(3000, 30_000, Date.now());
    assert.deepEqual(failures, []);
    assert.ok(mutations > 100, `${mutations} mutations`);
    assert.ok(Object.keys(codes).length > 4, JSON.stringify(codes));
    assert.ok(peakMiB < 1024, `${peakMiB} MiB`);
  });
});
