import assert from "node:assert/strict";
import { extensions, type ExtensionContext } from "vscode";
import { readCaseNodes } from "../../../src/editor/readCaseNodes";
import type { Session } from "../../../src/editor/session";
import type { OpenResult } from "../../../src/stages/open";
import type { Project } from "../../support/gitRepo";
import { openRealCase } from "../support/realCase";

describe("the list of cases", () => {
  let project: Project;
  let opened: OpenResult;

  before(async () => {
    await extensions.getExtension("embargo.embargo")?.activate();
    ({ project, opened } = await openRealCase("Headers go to another origin"));
  });
  after(() => project.cleanup());

  it("shows a case with its next step first, and nothing of its title", async () => {
    const { nodes, title } = await readCaseNodes(session());
    const node = nodes.find(({ caseId }) => caseId === opened.case);
    assert.equal(title, undefined);
    assert.match(String(node?.item.description), /^fix · 1 commit/);
    assert.equal(node?.children[0]?.item.label, "send the fix to the reporter");
    assert.equal(node?.children[0]?.item.command?.command, "embargo.sendToReporter");
    const shown = JSON.stringify(nodes.map(({ item, children }) => [item, children.map((child) => child.item)]));
    assert.doesNotMatch(shown, /Headers go/);
  });

  it("shows the title in the private window of that case only", async () => {
    const { title } = await readCaseNodes({ ...session(), privateCase: opened.case });
    assert.equal(title, "Headers go to another origin");
  });

  it("says every state in words for a screen reader", async () => {
    const { nodes } = await readCaseNodes(session());
    const rows = nodes.flatMap(({ children }) => children);
    assert.ok(rows.length > 2);
    for (const { item } of rows.filter(({ children }) => children.length === 0)) {
      assert.match(item.accessibilityInformation?.label ?? "", /^(?:Next|open|done|problem): /);
    }
  });
});

/** What the list needs of a session; it touches no context. */
function session(): Session {
  const nothing = () => undefined;
  return { context: {} as ExtensionContext, refresh: nothing, casesRead: nothing, quietly: (work) => work() };
}
