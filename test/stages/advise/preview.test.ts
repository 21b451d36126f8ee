import assert from "node:assert/strict";
import { previewOf } from "../../../src/stages/advise/preview";
import { withText } from "../../support/advisory";

describe("the preview of an advisory", () => {
  it("shows tags as text, loads no image and follows no script", async () => {
    const hostile = [
      "<script>alert(1)</script> <img src=x onerror=alert(1)>",
      "",
      "![a](https://example.org/a.png) [b](javascript:alert(1)) [c](command:workbench.action.quit)",
    ];
    const shown = await previewOf(withText("Impact", ...hostile));
    assert.match(shown, /&lt;script>|&lt;script&gt;/);
    assert.doesNotMatch(shown, /<script|<img|href="(?:javascript|command)/i);
  });

  it("leaves out what is for us alone, and shows what is only begun", async () => {
    assert.doesNotMatch(await previewOf(withText("Internal notes", "Ask Ada.")), /Ada/);
    assert.match(await previewOf("---\ntitle: Begun\n---\n\n## Summary\n\nHalf a\n"), /Half a/);
  });
});
