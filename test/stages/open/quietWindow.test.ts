import assert from "node:assert/strict";
import type { CaseId } from "../../../src/model/ids";
import { loadQuietSettings, overrulesQuietWindow, quietWorkspace } from "../../../src/stages/open/quietWindow";
import { placesIn } from "../../../src/tools/home";

describe("the quiet window", () => {
  const id = "E-7K2QXD" as CaseId;
  const places = placesIn("/home/of/E-7K2QXD", id);

  interface Workspace {
    readonly transient: boolean;
    readonly folders: readonly { readonly path: string }[];
    readonly settings: Readonly<Record<string, unknown>>;
  }
  const workspace = async (overruled: boolean) =>
    JSON.parse(quietWorkspace(id, places, await loadQuietSettings(), overruled)) as Workspace;

  it("shows the worktree, keeps out of the recent windows, and is unmistakable", async () => {
    const { transient, folders, settings } = await workspace(false);
    assert.equal(transient, true);
    assert.deepEqual(folders, [{ path: "fix" }]);
    assert.equal(settings["window.title"], "${appName} – Embargo E-7K2QXD");
    assert.equal(settings["chat.disableAIFeatures"], true);
    assert.equal(settings["git.autofetch"], false);
    assert.equal(settings["workbench.localHistory.enabled"], false);
    assert.equal(settings["files.autoSaveDelay"], 200);
    assert.ok("titleBar.activeBackground" in (settings["workbench.colorCustomizations"] as object));
  });

  it("shows the folder around the worktree, and nothing else in it, where the repository would overrule it", async () => {
    const { folders, settings } = await workspace(true);
    assert.deepEqual(folders, [{ path: "." }]);
    const hidden = Object.keys(settings["files.exclude"] as object);
    assert.ok(["case.json", "repo.git", "evidence", "advisory.md", "log"].every((name) => hidden.includes(name)));
    assert.equal(hidden.includes("fix"), false);
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
