import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { keepDraft, readDraft, removeDraft } from "../../src/tools/reviewDraft";
import { sha256 } from "../support/caseRecord";
import { makePerson } from "../support/people";

describe("the draft of an answer", () => {
  it("comes back, lies on the disk encrypted only, and is gone when it is removed", async () => {
    const [robin, other] = await Promise.all([
      makePerson("Robin", "r@example.net"),
      makePerson("Other", "o@example.net"),
    ]);
    const digest = sha256("a");
    await keepDraft(robin.home, digest, robin.key, '{"message":"Cookies leak"}');
    assert.equal(await readDraft(robin.home, digest, robin.key), '{"message":"Cookies leak"}');
    const folder = join(robin.home.dir, "drafts");
    for (const name of readdirSync(folder)) assert.doesNotMatch(readFileSync(join(folder, name), "latin1"), /Cookies/);
    assert.equal(await readDraft(robin.home, digest, other.key), undefined);
    assert.equal(await readDraft(robin.home, sha256("b"), robin.key), undefined);
    await removeDraft(robin.home, digest);
    assert.equal(await readDraft(robin.home, digest, robin.key), undefined);
    robin.cleanup();
    other.cleanup();
  });
});
