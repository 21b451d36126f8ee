import assert from "node:assert/strict";
import { commands, extensions, Uri, window, type InputBoxOptions } from "vscode";
import type { GitRepository } from "../../../src/editor/gitApi";
import type { OpenResult } from "../../../src/stages/open";
import { commit, run, type Project } from "../../support/gitRepo";
import { FIXED, openRealCase } from "../support/realCase";

interface Asked {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

interface Person {
  /** The button of each modal question, in order. */
  readonly presses: string[];
  /** What is typed into each input box, in order; what the box itself refuses is not taken. */
  readonly types?: string[];
  /** The repository that they choose where there are several. */
  readonly clone?: string;
}

/** The test host refuses modal dialogs, so the functions that ask a person are stood in for; all else is real. */
function answering({ presses, types = [], clone }: Person, asked: Asked[]): () => void {
  const { showWarningMessage, showInformationMessage, showInputBox, showQuickPick } = window;
  const real = { showWarningMessage, showInformationMessage, showInputBox, showQuickPick };
  const modal = (message: string, options: unknown, ...items: (string | { title: string })[]) => {
    if (typeof options !== "object" || options === null || !("detail" in options)) return Promise.resolve(undefined);
    const titles = items.map((item) => (typeof item === "string" ? item : item.title));
    asked.push({ message, detail: String(options.detail), buttons: titles });
    const at = titles.indexOf(presses.shift() ?? "");
    return Promise.resolve(items[at]);
  };
  const input = (options: InputBoxOptions) => {
    const { prompt = "", title = "", value = "" } = options;
    const typed = types.shift() ?? value;
    asked.push({ message: title, detail: prompt, buttons: [] });
    return Promise.resolve(options.validateInput?.(typed) === undefined ? typed : undefined);
  };
  const pick = (items: readonly { path: string }[]) => Promise.resolve(items.find(({ path }) => path === clone));
  const person = { showWarningMessage: modal, showInformationMessage: modal, showInputBox: input, showQuickPick: pick };
  Object.assign(window, person);
  return () => Object.assign(window, real);
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
    const restore = answering({ presses: ["Keep it here"] }, asked);
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
    const restore = answering({ presses: ["Push anyway"] }, asked);
    try {
      await repository.push("origin", "main");
      await until(() => run(project.remote, ["rev-parse", "main"]) === tagged);
    } finally {
      restore();
    }
    assert.equal(asked.length, 1);
    assert.match(asked[0]?.detail ?? "", /CVE-2026-12345/);
    assert.deepEqual(asked[0]?.buttons, ["Move to a private worktree…", "Push anyway", "Push, do not ask again"]);
  });

  it("is taken to a new case by the first button, after the whole plan was shown", async () => {
    const before = run(project.clone, ["rev-parse", "HEAD"]);
    commit(project.clone, { "src/other.js": "let other = 1;\n" }, "Check the length\n\nCVE-ID: CVE-2026-54321");
    const asked: Asked[] = [];
    const restore = answering({ presses: ["Move to a private worktree…", "Move"], types: ["Length"] }, asked);
    try {
      await repository.push("origin", "main");
      await until(() => run(project.clone, ["rev-parse", "HEAD"]) === before);
    } finally {
      restore();
    }
    const plan = asked.at(-1);
    assert.match(plan?.message ?? "", /^Move 1 commit of main to a new case, E-\w{6}\?$/);
    assert.match(
      plan?.detail ?? "",
      /^Moves:\n .*Check the length: is tagged CVE-ID: CVE-2026-54321\n[^]*set main back/,
    );
    assert.equal(run(project.clone, ["status", "--porcelain"]), "");
    assert.equal(run(project.remote, ["rev-parse", "main"]), before);
  });

  it("is checked before pushing with the same words as in a terminal", async () => {
    commit(project.clone, { "src/redirect.js": FIXED }, "Small refactoring");
    const asked: Asked[] = [];
    const restore = answering({ presses: [""], types: ["origin"], clone: project.clone }, asked);
    try {
      await commands.executeCommand("embargo.checkPush");
    } finally {
      restore();
    }
    assert.equal(asked.at(-1)?.message, `This push would be refused: it would publish the fix of ${opened.case}.`);
    assert.match(asked.at(-1)?.detail ?? "", /Small refactoring[^]*What to do: "embargo move"/);
  });

  it("goes through once when the id of the case is typed, and only then", async () => {
    const pushed = run(project.clone, ["rev-parse", "HEAD"]);
    const before = run(project.remote, ["rev-parse", "main"]);
    for (const typed of ["yes", opened.case]) {
      const asked: Asked[] = [];
      const restore = answering({ presses: ["Push this once…"], types: [typed] }, asked);
      try {
        await repository.push("origin", "main");
        await until(() => asked.length === 2);
        assert.match(asked[1]?.detail ?? "", /cannot be taken back/);
        assert.equal(run(project.remote, ["rev-parse", "main"]), before);
        if (typed === opened.case) await until(() => run(project.remote, ["rev-parse", "main"]) === pushed);
      } finally {
        restore();
      }
    }
  });
});

/** Looks until it is so; what is looked at has no event. The suite's own time limit ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50));
}
