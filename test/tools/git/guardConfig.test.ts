import assert from "node:assert/strict";
import {
  REPOSITORY_LINES as LINES,
  withGuardLines,
  withoutGuardLines,
  worktreeLines,
} from "../../../src/tools/git/guardConfig";

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

  it("of a clone that was somewhere else give way to those of today, and leave nothing of theirs", () => {
    const [old, today] = ["/old/place/.git/embargo/config", "/new/place/.git/embargo/config"].map(worktreeLines);
    const before = "[core]\n\thooksPath = own\n";
    const moved = withGuardLines(withGuardLines(before, old!), today!);
    assert.equal(moved, before + today!);
    assert.equal(withoutGuardLines(moved, today!), before);
  });

  for (const [name, cut] of Object.entries({
    "the include": /\tpath = .*\n/,
    "the include and its header": /\[include\]\n\tpath = .*\n/,
    "the second line": /\[hook "embargo"\]\n\tevent.*\n\[hook "embargo"\]\n\tcommand.*\n/,
    "their last line": /# embargo: end\n/,
  })) {
    it(`come back whole when somebody took ${name} away, and go without a trace`, () => {
      const hurt = withGuardLines("[core]\n", LINES).replace(cut, "");
      assert.notEqual(hurt, withGuardLines("[core]\n", LINES));
      const again = withGuardLines(hurt, LINES);
      assert.ok(again.endsWith(LINES));
      assert.equal(withoutGuardLines(again, LINES), "[core]\n");
    });
  }
});
