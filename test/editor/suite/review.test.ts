import assert from "node:assert/strict";
import { commands, FileSystemError, TabInputTextDiff, Uri, window, workspace, type Disposable } from "vscode";
import { html } from "../../../src/editor/review/html";
import { ReviewFiles } from "../../../src/editor/review/reviewFiles";
import { ReviewShelf } from "../../../src/editor/review/reviewShelf";
import { withoutLinks } from "../../../src/editor/withoutLinks";
import type { Session } from "../../../src/editor/session";
import type { Review } from "../../../src/stages/confirm";

describe("the files of an open bundle", () => {
  const scheme = "embargo-review-test";
  const files = new ReviewFiles();
  let registered: Disposable;

  before(() => {
    registered = workspace.registerFileSystemProvider(scheme, files, { isReadonly: true, isCaseSensitive: true });
  });
  after(() => void registered.dispose());

  const put = (path: string, bytes: Uint8Array) => files.put("shelf", path, bytes);

  it("are in memory, exact to the byte, and cannot be written", async () => {
    const bytes = Uint8Array.from([0, 255, 10, 13, 128]);
    const uri = put("base/logo.png", bytes);
    assert.deepEqual(files.readFile(uri), bytes);
    assert.throws(() => files.writeFile(uri), FileSystemError);
    const served = uri.with({ scheme });
    await assert.rejects(async () => workspace.fs.writeFile(served, bytes));
  });

  it("are gone when their tab is closed, those of other bundles stay", () => {
    const mine = files.put("first", "a.txt", new Uint8Array(1));
    const others = files.put("firstly", "a.txt", new Uint8Array(1));
    files.clear("first");
    assert.throws(() => files.readFile(mine), FileSystemError);
    assert.equal(files.readFile(others).length, 1);
  });

  it("open under names with marks that addresses give a meaning", () => {
    const odd = put("version 1/a#b?c%20d.js", new TextEncoder().encode("x"));
    assert.equal(files.stat(Uri.parse(odd.toString())).size, 1);
  });
});

describe("a change in an open bundle", () => {
  it("is shown as text even when the editor would render it, as it does notebooks", async () => {
    const shelf = new ReviewShelf({ context: { subscriptions: [] as Disposable[] } } as unknown as Session);
    const newBytes = new TextEncoder().encode('{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}');
    const file = { path: "evil.ipynb", status: "added", added: 1, deleted: 0, binary: false, newBytes };
    await shelf.openChange({ version: 1, branches: [{ checked: true, files: [file] }] } as unknown as Review, "0/0");
    assert.ok(window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputTextDiff);
    await commands.executeCommand("workbench.action.closeActiveEditor");
    shelf.clear();
  });
});

describe("a notification that names a stranger", () => {
  it("has no link of theirs in it", () => {
    const name = "[Retry](command:workbench.action.quit)";
    assert.equal(withoutLinks(`sign it for ${name}`), "sign it for [Retry] (command:workbench.action.quit)");
  });
});

describe("a page about a received file", () => {
  it("shows a stranger's text as text", () => {
    const evil = `<img src=x onerror="alert(1)">&'`;
    const shown = html`<p title="${evil}">${evil}</p>`.html;
    assert.doesNotMatch(shown, /<img/);
    assert.equal(shown.match(/"/g)?.length, 2);
  });

  it("shows characters that turn or hide text by their number", () => {
    assert.match(html`${"a\u202eb\u200bc"}`.html, /\\u\{202e\}.*\\u\{200b\}/);
  });
});
