import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  commands,
  DiagnosticSeverity,
  languages,
  Position,
  Range,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type CodeAction,
  type CodeLens,
  type CompletionList,
  type Diagnostic,
  type Hover,
  type MarkdownString,
} from "vscode";
import type { OpenResult } from "../../../src/stages/open";
import { COMPLETE, hostileAdvisory } from "../../support/advisory";
import { run, type Project } from "../../support/gitRepo";
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

  it("completes, explains and mends what is written", async () => {
    const text = ["---", "embargo: 1", "severity:", "  label: ", "weaknesses: [CWE-20]", "---", "", "## Summary", ""];
    const { uri } = await workspace.openTextDocument({ language: "markdown", content: text.join("\n") });

    const list = await commands.executeCommand<CompletionList>(
      "vscode.executeCompletionItemProvider",
      uri,
      new Position(3, 9),
    );
    const words = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.ok(["low", "moderate", "high", "critical"].every((word) => words.includes(word)));

    const hovers = await commands.executeCommand<Hover[]>("vscode.executeHoverProvider", uri, new Position(4, 15));
    const shown = hovers.flatMap(({ contents }) => contents).map((part) => (part as MarkdownString).value);
    assert.ok(
      shown.some((part) => part.includes("Improper")),
      "the name of CWE-20",
    );

    await problemsOf(uri, (found) => found.some(({ code }) => code === "cwe/discouraged"));
    const actions = await commands.executeCommand<CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      new Range(4, 13, 4, 19),
    );
    const mend = actions.find(({ title }) => title.startsWith("Use CWE-"));
    assert.ok(mend?.edit, "what MITRE suggests is offered");
    await workspace.applyEdit(mend.edit);
    await problemsOf(uri, (found) => !found.some(({ code }) => code === "cwe/discouraged"));
  });

  it("offers a preview above the first line and the rating above the severity, each in a tab", async () => {
    const uri = Uri.file(opened.advisory);
    const lenses = await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", uri);
    const preview = lenses.find(({ command }) => command?.command === "embargo.previewAdvisory")?.command;
    assert.ok(preview);
    assert.ok(lenses.some(({ command }) => command?.command === "embargo.deriveAdvisory"));
    await commands.executeCommand(preview.command, ...(preview.arguments as unknown[]));
    await tabNamed("Preview of the advisory");
    const rate = lenses.find(({ command }) => command?.command === "embargo.rateSeverity");
    const { line } = rate!.range.start;
    assert.equal((await workspace.openTextDocument(uri)).lineAt(line).text, "severity:");
    await commands.executeCommand(rate!.command!.command, ...(rate!.command!.arguments as unknown[]));
    await tabNamed("Severity of the advisory");
  });

  it("asks the clone around an advisory of no case, as the terminal does", async () => {
    run(project.clone, ["tag", "v2.1.0"]);
    const file = join(project.clone, "advisory.md");
    writeFileSync(file, COMPLETE);
    const { uri } = await workspace.openTextDocument(Uri.file(file));
    const found = await problemsOf(uri, (problems) => problems.some(({ code }) => code === "ver/tag-missing"));
    const missing = found.filter(({ code }) => code === "ver/tag-missing").map(({ message }) => message);
    assert.ok(missing.some((message) => message.includes("2.5.3")));
    assert.ok(!missing.some((message) => message.includes("2.1.0")));
  });

  it("shows what somebody wrote as text, wherever it is shown", async () => {
    const text = hostileAdvisory("https://tracker.example");
    const { uri, lineCount } = await workspace.openTextDocument({ language: "markdown", content: text });
    const found = await problemsOf(uri, (problems) => problems.some(({ code }) => code === "text/active-html"));
    assert.ok(found.every(({ source, code }) => source === "Embargo" && typeof code === "string"));
    const lines = text.split("\n");
    const parts: (MarkdownString | string)[] = [];
    for (let line = 0; line < Math.min(lineCount, lines.indexOf("---", 1)); line++) {
      const at = new Position(line, Math.min(lines[line]!.length, 24));
      const hovers = await commands.executeCommand<Hover[]>("vscode.executeHoverProvider", uri, at);
      parts.push(...hovers.flatMap(({ contents }) => contents as MarkdownString[]));
      const list = await commands.executeCommand<CompletionList>("vscode.executeCompletionItemProvider", uri, at);
      parts.push(...list.items.slice(0, 20).flatMap(({ documentation }) => documentation ?? []));
    }
    assert.ok(parts.length > 10, "there is something to look at");
    for (const part of parts) {
      if (typeof part === "string") continue; // shown as it is
      assert.ok(!part.isTrusted && !part.supportHtml, part.value);
      assert.doesNotMatch(part.value, /\]\((?:command|javascript|https?):|!\[|<(?:script|img|iframe)/i);
    }
  });

  it("ends in a problem, soon, whatever is in the file", async () => {
    const front = (yaml: string) => `---\nembargo: "1"\n${yaml}\n---\n\n## Summary\n\nText.\n`;
    const hostile: Readonly<Record<string, string>> = {
      "fm/size": front("a: x\n".repeat(1024 * 1024)),
      "fm/anchor-or-tag": front("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"),
      "fm/encoding": front("id: a\u0000b"),
      "fm/depth": front("[".repeat(2_000)),
      "cwe/syntax": front(`id: X\nstatus: draft\nweaknesses: [${"x,".repeat(50_000)}x]`),
      "sec/size": front("id: X\nstatus: draft") + "*_".repeat(40_000),
    };
    for (const [rule, content] of Object.entries(hostile)) {
      const { uri } = await workspace.openTextDocument({ language: "markdown", content });
      const found = await problemsOf(uri, (problems) => problems.some(({ code }) => code === rule));
      const { range } = found.find(({ code }) => code === rule)!;
      await commands.executeCommand("vscode.executeHoverProvider", uri, range.start);
      await commands.executeCommand("vscode.executeCompletionItemProvider", uri, range.end);
      await commands.executeCommand("vscode.executeCodeActionProvider", uri, range);
    }
  });

  it("helps with no other Markdown", async () => {
    const { uri } = await workspace.openTextDocument({ language: "markdown", content: "---\nlabel: \n---\n# Notes\n" });
    assert.deepEqual(await commands.executeCommand("vscode.executeCodeLensProvider", uri), []);
    assert.deepEqual(languages.getDiagnostics(uri), []);
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

/** Resolves once a tab of that name is open. */
async function tabNamed(name: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === name))) return;
      listener.dispose();
      resolve();
    };
    const listener = window.tabGroups.onDidChangeTabs(look);
    look();
  });
}
