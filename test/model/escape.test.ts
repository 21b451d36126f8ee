import assert from "node:assert/strict";
import { escapedJson, escapeLine, escapeText } from "../../src/model/escape";

describe("what a stranger wrote, shown", () => {
  const cases: [string, string, string][] = [
    ["terminal escapes", "a\u001b[31mb", "a\\u{1b}[31mb"],
    ["a carriage return that would overwrite the line", "good\rbad", "good\\u{d}bad"],
    ["bidirectional overrides", "a\u202eb", "a\\u{202e}b"],
    ["zero-width characters", "a\u200bb", "a\\u{200b}b"],
    ["line separators", "a\u2028b", "a\\u{2028}b"],
    ["tag characters", "a\u{e0041}b", "a\\u{e0041}b"],
    ["variation selectors", "a\ufe0fb", "a\\u{fe0f}b"],
    ["C1 controls", "a\u009bb", "a\\u{9b}b"],
    ["lone surrogates", "a\ud800b", "a\\u{d800}b"],
    ["what is harmless stays", "Zoë, 日本 – 𝄞 «ok»", "Zoë, 日本 – 𝄞 «ok»"],
  ];
  for (const [name, text, shown] of cases) it(name, () => assert.equal(escapeText(text), shown));

  it("is hidden in JSON by JSON's own escapes, so that a program reads the very text", () => {
    const value = { path: "a\u202eb\u{e0041}\u2028\u009b\ud800\n日本 𝄞" };
    const json = escapedJson(value);
    assert.equal(json, String.raw`{"path":"a\u202eb\udb40\udc41\u2028\u009b\ud800\n日本 𝄞"}`);
    assert.deepEqual(JSON.parse(json), value);
  });

  it("keeps line feeds in text and not in a line", () => {
    assert.equal(escapeText("a\nb"), "a\nb");
    assert.equal(escapeLine("a\nb"), "a\\u{a}b");
  });
});
