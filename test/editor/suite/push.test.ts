import assert from "node:assert/strict";
import { extensions, Uri, window } from "vscode";
import type { GitRepository } from "../../../src/editor/gitApi";
import type { OpenResult } from "../../../src/stages/open";
import { commit, run, type Project } from "../../support/gitRepo";
import { FIXED, openRealCase } from "../support/realCase";

interface Asked {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** The test host refuses modal dialogs, so the one function that shows them is stood in for; all else is real. */
function answering(answer: string, asked: Asked[]): () => void {
  const real = window.showWarningMessage;
  const standIn = (message: string, { detail = "" }: { detail?: string }, ...items: (string | { title: string })[]) => {
    asked.push({ message, detail, buttons: items.map((item) => (typeof item === "string" ? item : item.title)) });
    return Promise.resolve(
      items.find((item) => item === answer || (typeof item === "object" && item.title === answer)),
    );
  };
  Object.assign(window, { showWarningMessage: standIn });
  return () => Object.assign(window, { showWarningMessage: real });
}

interface Api {
  openRepository(root: Uri): Promise<GitRepository | null>;
}

describe("a push of the editor that is stopped", () => {
  let project: Project;
  let opened: OpenResult;
  let repository: GitRepository;

  before(async () => {
    await extensions.getExtension("embargo.embargo")?.activate();
    ({ project, opened } = await openRealCase("Headers go to another origin"));
    const git = extensions.getExtension<{ getAPI(version: 1): Api }>("vscode.git");
    const found = await git?.exports.getAPI(1).openRepository(Uri.file(project.clone));
    assert.ok(found);
    repository = found;
  });
  after(() => project.cleanup());

  it("is explained by us, names the case, and nothing arrives", async () => {
    commit(project.clone, { "src/redirect.js": FIXED }, "Small refactoring");
    const before = run(project.remote, ["rev-parse", "main"]);
    const asked: Asked[] = [];
    const restore = answering("Keep it here", asked);
    try {
      await repository.push("origin", "main");
      await until(() => asked.length > 0);
    } finally {
      restore();
    }
    assert.equal(asked[0]?.message, `This push would publish the fix of ${opened.case}.`);
    assert.match(asked[0].detail, /Small refactoring/);
    assert.deepEqual(asked[0].buttons.slice(0, 1), ["Keep it here"]);
    assert.equal(run(project.remote, ["rev-parse", "main"]), before);
    run(project.clone, ["reset", "--quiet", "--hard", "HEAD~1"]);
  });

  it("goes through after a yes to a question, and only then", async () => {
    const tagged = commit(project.clone, { "NEWS.md": "A fix.\n" }, "Do not follow\n\nCVE-ID: CVE-2026-12345");
    const asked: Asked[] = [];
    const restore = answering("Push anyway", asked);
    try {
      await repository.push("origin", "main");
      await until(() => run(project.remote, ["rev-parse", "main"]) === tagged);
    } finally {
      restore();
    }
    assert.equal(asked.length, 1);
    assert.match(asked[0]?.detail ?? "", /CVE-2026-12345/);
  });
});

/** Looks until it is so; what is looked at has no event. The suite's own time limit ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50));
}
