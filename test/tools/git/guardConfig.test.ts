import assert from "node:assert/strict";
import { REPOSITORY_LINES as LINES, withGuardLines, withoutGuardLines } from "../../../src/tools/git/guardConfig";

const BEFORE: Readonly<Record<string, string>> = {
  "an ordinary file": "[core]\n\tbare = false\n",
  "an empty file": "",
  "no last line feed": "[core]\n\tbare = false",
  "CRLF and odd spaces": "[core]\r\n bare=false\r\n\r\n",
  "a comment at the end": '[remote "origin"]\n\turl = x ; "y"\n# mine',
};

describe("the guard's lines in a configuration file", () => {
  for (const [name, before] of Object.entries(BEFORE)) {
    it(`leave every byte as it was: ${name}`, () => {
      const armed = withGuardLines(before, LINES);
      assert.ok(armed.startsWith(before));
      assert.equal(withGuardLines(armed, LINES), armed);
      assert.equal(withoutGuardLines(armed, LINES), before);
    });
  }

  it("go to the end again, after what others added since", () => {
    const added = '[remote "fork"]\n\turl = y\n';
    const armed = withGuardLines(withGuardLines("[core]\n", LINES) + added, LINES);
    assert.equal(armed, `[core]\n${added}${LINES}`);
  });

  it("leave a header to a setting that somebody put into our last section", () => {
    const armed = `${withGuardLines("[core]\n", LINES)}\tpath = theirs\n`;
    assert.equal(withoutGuardLines(armed, LINES), "[core]\n[include]\n\tpath = theirs\n");
  });

  it("leave a setting that somebody wrote between them", () => {
    const armed = withGuardLines("[core]\n", LINES).replace("# embargo: end", "\tpath = theirs\n# embargo: end");
    assert.equal(withoutGuardLines(armed, LINES), "[core]\n[include]\n\tpath = theirs\n");
  });
});
