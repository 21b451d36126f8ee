import assert from "node:assert/strict";
import { DiagnosticSeverity, languages, Uri, workspace, WorkspaceEdit, Range, type Diagnostic } from "vscode";
import type { OpenResult } from "../../../src/stages/open";
import type { Project } from "../../support/gitRepo";
import { openRealCase } from "../support/realCase";

describe("the advisory in the editor", () => {
  let project: Project;
  let opened: OpenResult;

  before(async () => {
    ({ project, opened } = await openRealCase("A title"));
  });
  after(() => project.cleanup());

  it("has its problems underlined when it is opened, and again when it changes", async () => {
    const uri = Uri.file(opened.advisory);
    const document = await workspace.openTextDocument(uri);
    const drafted = await problemsOf(uri, (found) => found.length > 0);
    assert.ok(drafted.every(({ source }) => source === "Embargo"));
    assert.ok(
      drafted.every(({ severity }) => severity !== DiagnosticSeverity.Error),
      "a fresh draft has no errors",
    );

    const line = document
      .getText()
      .split("\n")
      .findIndex((text) => text.startsWith("status:"));
    const edit = new WorkspaceEdit();
    edit.replace(uri, new Range(line, 0, line, 6), "statos");
    await workspace.applyEdit(edit);
    const broken = await problemsOf(uri, (found) =>
      found.some(({ severity }) => severity === DiagnosticSeverity.Error),
    );
    assert.ok(broken.some(({ range }) => range.start.line === line));
  });
});

/** The diagnostics of a file once they are as wanted. */
async function problemsOf(uri: Uri, wanted: (found: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
  return new Promise((resolve) => {
    const look = () => {
      const found = languages.getDiagnostics(uri);
      if (!wanted(found)) return;
      listener.dispose();
      resolve(found);
    };
    const listener = languages.onDidChangeDiagnostics(look);
    look();
  });
}
