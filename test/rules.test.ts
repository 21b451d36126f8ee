import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { RULES_FILE, rulesPage } from "../scripts/rules";

describe("the page of the rules", () => {
  it("is that of the rules that there are (npm run rules writes it)", () => {
    assert.equal(readFileSync(RULES_FILE, "utf8"), rulesPage());
  });
});
