import assert from "node:assert/strict";
import { join } from "node:path";
import { extensions, Uri, window } from "vscode";
import { guardRows } from "../../../src/editor/guardView";
import { guardStatus, proveGuard } from "../../../src/stages/guard";
import { openHome } from "../../../src/tools/home";
import { run, type Project } from "../../support/gitRepo";
import { ageGuard } from "../../support/guard";
import { openRealCase } from "../support/realCase";

interface Said {
  readonly message: string;
  readonly buttons: readonly string[];
}

/** Stands in for a person at the editor's messages: presses `answer` where it is offered. */
function pressing(answer: string, said: Said[]): () => void {
  const { showWarningMessage, showInformationMessage } = window;
  const standIn = (message: string, ...buttons: string[]) => {
    if (buttons.includes(answer)) said.push({ message, buttons });
    return Promise.resolve(buttons.find((button) => button === answer));
  };
  Object.assign(window, { showWarningMessage: standIn, showInformationMessage: standIn });
  return () => Object.assign(window, { showWarningMessage, showInformationMessage });
}

interface Api {
  openRepository(root: Uri): Promise<unknown>;
}

describe("the guard of a clone in this window", function () {
  this.timeout(60_000);
  let project: Project;

  before(async () => {
    await extensions.getExtension("embargo.embargo")?.activate();
    ({ project } = await openRealCase("Headers go to another origin"));
  });
  after(() => project.cleanup());

  const open = async (folder: string) =>
    await extensions
      .getExtension<{ getAPI(version: 1): Api }>("vscode.git")
      ?.exports.getAPI(1)
      .openRepository(Uri.file(folder));
  const isGuarded = async (folder: string) => (await guardStatus(await openHome(), folder)).guarded;

  it("is missed when the clone is opened and again while it is open, and comes back by one button", async () => {
    const said: Said[] = [];
    const restore = pressing("Repair", said);
    try {
      run(project.clone, ["config", "--unset", "include.path"]);
      await open(project.clone);
      await until(() => isGuarded(project.clone));
      run(project.clone, ["config", "--remove-section", "hook.embargo"]);
      await until(async () => said.length > 1 && (await isGuarded(project.clone)));
    } finally {
      restore();
    }
    assert.match(
      said[0]?.message ?? "",
      /guard of this repository does not hold: .*lines in the configuration are gone/,
    );
    assert.deepEqual(said[0]?.buttons, ["Repair"]);
    assert.match(said[1]?.message ?? "", /hook\.embargo/);
  });

  it("is offered in another clone of a project with an open case, and nothing is done without a yes", async () => {
    const other = join(project.root, "other");
    run(project.root, ["clone", "-q", project.remote, other]);
    const said: Said[] = [];
    const restore = pressing("Check pushes", said);
    try {
      await open(other);
      await until(() => isGuarded(other));
    } finally {
      restore();
    }
    assert.match(said[0]?.message ?? "", /not checked, and 1 open case of its project can leave unseen/);
    assert.deepEqual(said[0]?.buttons, ["Check pushes", "Not here"]);
    const proof = await proveGuard(await openHome(), project.clone);
    assert.deepEqual(
      proof.checkouts.map(({ kind, stopped }) => [kind, stopped]),
      [
        ["checkout", true],
        ["clone", true],
      ],
    );
  });

  it("is brought up to date by one button, in every clone, when another version put it in", async () => {
    const other = join(project.root, "other");
    ageGuard(other);
    const said: Said[] = [];
    const restore = pressing("Update", said);
    try {
      ageGuard(project.clone); // last: writing in its folder of hooks is what the window sees
      await until(async () => {
        const { older, related } = await guardStatus(await openHome(), project.clone);
        return older === undefined && related.every((one) => one.older === undefined);
      });
    } finally {
      restore();
    }
    assert.match(said[0]?.message ?? "", /^Pushes are checked by hooks of another version of Embargo/);
    assert.deepEqual(said[0]?.buttons, ["Update"]);
    assert.ok(await isGuarded(other));
  });

  it("shows for every push address whether it is public or private", async () => {
    run(project.clone, ["remote", "set-url", "--push", "--add", "origin", project.remote]);
    run(project.clone, ["remote", "set-url", "--push", "--add", "origin", "/srv/team.git"]);
    run(project.clone, ["config", "embargo.privateRemote", "/srv/team.git"]);
    const rows = guardRows(await guardStatus(await openHome(), project.clone));
    const addresses = rows.filter(({ label }) => label.includes("origin"));
    assert.deepEqual(
      addresses.map(({ label, detail }) => [label, detail]),
      [
        ["$(globe) public  origin", project.remote],
        ["$(lock) private  origin", "/srv/team.git"],
      ],
    );
  });
});

/** Looks until it is so; what is looked at has no event. The suite's own time limit ends it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}
