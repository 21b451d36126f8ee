import assert from "node:assert/strict";
import type { CaseId } from "../../../src/model/ids";
import { loadQuietSettings, overrulesQuietWindow, quietWorkspace } from "../../../src/stages/open/quietWindow";

describe("the quiet window", () => {
  const id = "E-7K2QXD" as CaseId;

  interface Workspace {
    readonly transient: boolean;
    readonly folders: readonly { readonly path: string }[];
    readonly settings: Readonly<Record<string, unknown>>;
  }
  const workspace = async (overruled: boolean) =>
    JSON.parse(quietWorkspace(id, await loadQuietSettings(), overruled)) as Workspace;

  it("shows the worktree, keeps out of the recent windows, and is unmistakable", async () => {
    const { transient, folders, settings } = await workspace(false);
    assert.equal(transient, true);
    assert.deepEqual(folders, [{ path: "worktrees/fix" }]);
    assert.equal(settings["window.title"], "${appName} – Embargo E-7K2QXD");
    assert.equal(settings["chat.disableAIFeatures"], true);
    assert.equal(settings["git.autofetch"], false);
    assert.equal(settings["workbench.localHistory.enabled"], false);
    assert.equal(settings["files.autoSaveDelay"], 200);
    assert.ok("titleBar.activeBackground" in (settings["workbench.colorCustomizations"] as object));
  });

  it("shows the folder around the worktree, never that of the case, where the repository would overrule it", async () => {
    assert.deepEqual((await workspace(true)).folders, [{ path: "worktrees" }]);
  });

  it("knows settings of a repository that would overrule it, also hidden ones", async () => {
    const quiet = await loadQuietSettings();
    const overrules = (text: string | undefined) => overrulesQuietWindow(text, quiet);
    assert.equal(overrules(undefined), false);
    assert.equal(overrules('{ "editor.tabSize": 2 }'), false);
    assert.equal(overrules('{ // comment\n "git.autofetch": true, }'), true);
    assert.equal(overrules('{ "[markdown]": { "files.autoSave": "off" } }'), true);
    assert.equal(overrules('{ "git.autof\\u0065tch": true }'), true);
  });
});
