import assert from "node:assert/strict";
import { shareableText } from "../../../src/model/advisory/shareable";
import { COMPLETE, withText } from "../../support/advisory";

const SENTINEL = "only-for-us-7f3a";

describe("the draft that goes out with a bundle", () => {
  it("is whole but for the internal notes", () => {
    const text = withText("Internal notes", SENTINEL);
    assert.equal(shareableText(text), COMPLETE.slice(0, COMPLETE.indexOf("\n## Internal notes")));
  });

  it("loses them wherever they stand", () => {
    const text = COMPLETE.replace("## Summary", `## Internal notes\n\n${SENTINEL}\n\n## Summary`).replace(
      /## Internal notes\n\nOnly for[\s\S]*$/,
      "",
    );
    const shared = shareableText(text);
    assert.ok(!shared.includes(SENTINEL) && !shared.includes("Internal notes"));
    assert.match(shared, /## Workarounds/);
  });

  it("is refused when the notes could hide in another section", () => {
    for (const text of [
      withText("Workarounds", "```"),
      COMPLETE.replace("## Internal notes", "## Internal note"),
      COMPLETE.replace("---\n", "--\n"),
    ]) {
      assert.throws(() => shareableText(text), { code: "advisory-invalid" });
    }
  });
});
