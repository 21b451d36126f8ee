import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { NOTICES_FILE, thirdPartyNotices } from "../scripts/notices";

describe("the third-party notices", () => {
  it("are those of the packages that the bundles hold (npm run notices writes them)", async () => {
    assert.equal(readFileSync(NOTICES_FILE, "utf8"), await thirdPartyNotices());
  });
});
