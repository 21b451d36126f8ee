import assert from "node:assert/strict";
import {
  commands,
  comments,
  FileSystemError,
  Range,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
  type Disposable,
} from "vscode";
import { html } from "../../../src/editor/review/html";
import { ReviewComments, type OwnComment } from "../../../src/editor/review/reviewComments";
import { ReviewFiles } from "../../../src/editor/review/reviewFiles";
import { ReviewShelf } from "../../../src/editor/review/reviewShelf";
import { withoutLinks } from "../../../src/editor/withoutLinks";
import { lineDigest } from "../../../src/model/bundle/commentPlace";
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

describe("remarks on the lines of a fix", () => {
  const session = { context: { subscriptions: [] as Disposable[] } } as unknown as Session;
  const encoded = (text: string) => new TextEncoder().encode(text);
  const file = { path: "b.js", oldPath: "a.js", status: "renamed", added: 1, deleted: 1, binary: false };
  const bytes = { oldBytes: encoded("one\r\ntwo\r\n"), newBytes: encoded("one\nthree\n") };
  const review = { version: 1, branches: [{ name: "main", checked: true, files: [{ ...file, ...bytes }] }] };
  const shelf = new ReviewShelf(session);
  let changes = 0;
  const remarks = new ReviewComments(session, shelf, () => void changes++);
  const reviewed = review as unknown as Review;

  it("come back on both sides, each with the digest of its line, and can be edited and removed", async () => {
    const digest = await lineDigest("two");
    const base = {
      branch: "main",
      path: "a.js",
      side: "base",
      line: 2,
      line_sha256: digest,
      text: "Keep <b>this</b>.",
    } as const;
    const elsewhere = { ...base, path: "none.js" };
    const result = {
      ...base,
      path: "b.js",
      side: "result",
      line_sha256: await lineDigest("three"),
      text: "Why?",
    } as const;
    remarks.show(reviewed, [base, result, elsewhere]);
    assert.deepEqual(await remarks.list(), [base, result]);
    const before = changes;
    const uri = shelf.sideUri(reviewed, "main", "b.js", "result")!;
    assert.equal(remarks.takes(uri), true);
    assert.equal(remarks.takes(Uri.parse("embargo-review://x/notes.md")), false);
    const controller = comments.createCommentController("embargo.test", "Test");
    const thread = controller.createCommentThread(uri, new Range(0, 0, 0, 0), []);
    remarks.add({ thread, text: "  " });
    remarks.add({ thread, text: "First" });
    const [own] = thread.comments as OwnComment[];
    remarks.edit(own!, "editing");
    own!.body = "Second";
    remarks.edit(own!, "cancelled");
    assert.equal(own!.body, "First");
    own!.body = "Third";
    remarks.edit(own!, "saved");
    assert.deepEqual(
      (await remarks.list()).map(({ text }) => text),
      [base.text, "Third", "Why?"],
    );
    remarks.remove(own!);
    assert.deepEqual(await remarks.list(), [base, result]);
    assert.equal(changes - before, 3);
    remarks.dispose();
    controller.dispose();
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
