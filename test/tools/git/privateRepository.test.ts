import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CaseRecord } from "../../../src/model/case";
import type { CasePlaces } from "../../../src/tools/home";
import { commit, gitEnvironment, makeProject, run, tryRun, type Project } from "../../support/gitRepo";
import { makeHome } from "../../support/home";
import { makePrivatePlace } from "../../support/privatePlace";

describe("the private repository", () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let project: Project;
  let record: CaseRecord;
  let fix: string;
  let places: CasePlaces;

  beforeEach(async () => {
    home = await makeHome();
    project = makeProject();
    ({ record, places } = await makePrivatePlace(home, project.clone));
    fix = places.worktree;
  });

  afterEach(() => {
    home.cleanup();
    project.cleanup();
  });

  describe("feels like any clone", () => {
    it("starts on the case's branch at the public base, clean", () => {
      assert.equal(
        run(fix, ["status", "--porcelain=v2", "--branch"]).includes(`branch.head embargo/${record.id}`),
        true,
      );
      assert.equal(run(fix, ["rev-parse", "HEAD"]), run(project.clone, ["rev-parse", "origin/main"]));
      assert.equal(run(fix, ["status", "--porcelain"]), "");
      assert.match(run(fix, ["status"]), /up to date with 'origin\/main'/);
    });

    it("commits under the identity of the clone, and adds the trailer once", () => {
      commit(fix, { "src/redirect.js": "fixed\n" }, "Drop cookies on another host");
      run(fix, ["commit", "-q", "--amend", "--no-edit"]);
      assert.equal(run(fix, ["log", "-1", "--format=%an <%ae>"]), "Maintainer <maintainer@example.org>");
      assert.equal(run(fix, ["log", "-1", "--format=%B"]), `Drop cookies on another host\n\nEmbargo: ${record.id}\n`);
    });

    it("adds the trailer under --no-verify, to merges and to reverts too", () => {
      const trailer = () => run(fix, ["log", "-1", "--format=%(trailers:key=Embargo,valueonly,separator=%x2C)"]);
      writeFileSync(join(fix, "new.txt"), "one\n");
      run(fix, ["add", "-A"]);
      run(fix, ["commit", "-q", "--no-verify", "-m", "Fix"]);
      assert.equal(trailer(), record.id);
      run(fix, ["revert", "--no-edit", "HEAD"]);
      assert.equal(trailer(), record.id);
      run(fix, ["checkout", "-q", "-b", "side", "HEAD~1"]);
      commit(fix, { "side.txt": "two\n" }, "Side");
      run(fix, ["merge", "-q", "--no-ff", "-m", "Merge", `embargo/${record.id}`]);
      assert.equal(trailer(), record.id);
    });

    it("still cancels a commit whose message was left empty in the editor", () => {
      writeFileSync(join(fix, "new.txt"), "one\n");
      run(fix, ["add", "-A"]);
      const { code, output } = tryRun(fix, ["-c", "core.editor=true", "commit"]);
      assert.notEqual(code, 0);
      assert.match(output, /empty commit message/);
    });

    it("fetches public work, rebases onto it and pulls", () => {
      commit(fix, { "fix.txt": "fix\n" }, "Fix");
      commit(project.clone, { "public.txt": "1\n" }, "Public work");
      run(project.clone, ["push", "-q"]);
      run(fix, ["fetch", "-q"]);
      assert.match(run(fix, ["status"]), /have 1 and 1 different commits/);
      run(fix, ["rebase", "-q", "origin/main"]);
      commit(project.clone, { "public.txt": "2\n" }, "More public work");
      run(project.clone, ["push", "-q"]);
      run(fix, ["pull", "-q", "--rebase"]);
      assert.equal(run(fix, ["log", "--format=%s"]), "Fix\nMore public work\nPublic work\nFirst version");
      assert.equal(run(fix, ["log", "-1", "--format=%B"]), `Fix\n\nEmbargo: ${record.id}\n`);
    });

    it("stashes, bisects its reflog and survives gc without losing an orphaned commit", () => {
      const orphan = commit(fix, { "fix.txt": "first try\n" }, "Fix");
      writeFileSync(join(fix, "fix.txt"), "second try\n");
      run(fix, ["stash", "-q"]);
      run(fix, ["stash", "pop", "-q"]);
      run(fix, ["commit", "-q", "-a", "--amend", "-m", "Fix again"]);
      run(fix, ["gc", "-q", "--prune=now"]);
      assert.equal(run(fix, ["cat-file", "-t", orphan]), "commit");
      run(fix, ["fsck", "--strict"]);
    });

    it("has the tags, and every public branch but no local one", () => {
      assert.equal(
        run(fix, ["for-each-ref", "--format=%(refname)", "refs/remotes", "refs/tags"]),
        "refs/remotes/origin/main",
      );
    });
  });

  it("is readable by its owner only and shares objects by hard links, nothing else", () => {
    assert.equal(statSync(places.repository).mode & 0o077, 0);
    assert.equal(existsSync(join(places.repository, "objects", "info", "alternates")), false);
    const oid = run(project.clone, ["rev-parse", "HEAD"]);
    const object = join("objects", oid.slice(0, 2), oid.slice(2));
    assert.equal(statSync(join(places.repository, object)).ino, statSync(join(project.clone, ".git", object)).ino);
  });

  it("stays whole when the public clone rewrites its history, collects its garbage and is deleted", () => {
    commit(fix, { "fix.txt": "fix\n" }, "Fix");
    run(project.clone, ["commit", "-q", "--amend", "-m", "Rewritten"]);
    run(project.clone, ["push", "-q", "--force"]);
    run(project.clone, ["reflog", "expire", "--expire=now", "--all"]);
    run(project.clone, ["gc", "-q", "--prune=now"]);
    rmSync(project.clone, { recursive: true });
    run(fix, ["fsck", "--strict"]);
    assert.equal(run(fix, ["log", "--format=%s"]), "Fix\nFirst version");
  });

  it("runs the project's own commit hooks, and never its push hooks", () => {
    const hooks = join(project.clone, ".git", "hooks");
    mkdirSync(hooks, { recursive: true });
    const note = join(project.root, "ran");
    for (const name of ["pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "pre-push"]) {
      writeFileSync(join(hooks, name), `#!/bin/sh\necho "${name}" >>"${note}"\n`, { mode: 0o755 });
    }
    commit(fix, { "fix.txt": "fix\n" }, "Fix");
    assert.notEqual(tryRun(fix, ["push", "origin", "HEAD:refs/heads/x"]).code, 0);
    assert.equal(readFileSync(note, "utf8"), "pre-commit\nprepare-commit-msg\ncommit-msg\npost-commit\n");
    writeFileSync(join(hooks, "pre-commit"), "#!/bin/sh\nexit 1\n");
    assert.throws(() => commit(fix, { "fix.txt": "more\n" }, "Stopped by the project's hook"));
  });

  it("looks up a relative hooks folder of the project in the private worktree, as git does", async () => {
    commit(project.clone, { ".githooks/pre-commit": "#!/bin/sh\nexit 1\n" }, "Hooks");
    run(project.clone, ["update-index", "--chmod=+x", ".githooks/pre-commit"]);
    run(project.clone, ["commit", "-q", "-m", "Executable"]);
    run(project.clone, ["push", "-q"]);
    run(project.clone, ["config", "core.hooksPath", ".githooks"]);
    const second = await makePrivatePlace(home, project.clone);
    assert.throws(() => commit(second.places.worktree, { "fix.txt": "fix\n" }, "Fix"));
  });

  describe("lets nothing out", () => {
    const routes: Record<string, (project: Project) => string[]> = {
      "push by name": () => ["push", "origin", "HEAD:refs/heads/leak"],
      "push without a name": () => ["push"],
      "push --all": () => ["push", "--all", "origin"],
      "push --no-verify": () => ["push", "--no-verify", "origin", "HEAD:refs/heads/leak"],
      "push to a path": ({ remote }) => ["push", remote, "HEAD:refs/heads/leak"],
      "push to a path with --no-verify": ({ remote }) => ["push", "--no-verify", remote, "HEAD:refs/heads/leak"],
      "push to a file URL": ({ remote }) => ["push", `file://${remote}`, "HEAD:refs/heads/leak"],
      "push to a file URL with --no-verify": ({ remote }) => [
        "push",
        "--no-verify",
        `file://${remote}`,
        "HEAD:refs/heads/leak",
      ],
      "push through ext": ({ remote }) => ["push", `ext::git receive-pack ${remote}`, "HEAD:refs/heads/leak"],
      "push with hooks switched off": ({ remote }) => [
        "-c",
        "core.hooksPath=/dev/null",
        "push",
        remote,
        "HEAD:refs/heads/leak",
      ],
      "send-pack": ({ remote }) => ["send-pack", remote, "HEAD:refs/heads/leak"],
      "push to a remote added by hand": () => ["push", "added", "HEAD:refs/heads/leak"],
      "push to a push address added by hand": () => ["push", "--no-verify", "pushed", "HEAD:refs/heads/leak"],
      "push --mirror": () => ["push", "--mirror", "added"],
      "push to the public clone": ({ clone }) => ["push", clone, "HEAD:refs/heads/leak"],
    };

    for (const [name, route] of Object.entries(routes)) {
      it(`by ${name}`, () => {
        run(fix, ["remote", "add", "added", project.remote]);
        run(fix, ["remote", "add", "pushed", "https://example.invalid/x.git"]);
        run(fix, ["remote", "set-url", "--push", "pushed", project.remote]);
        const secret = commit(fix, { "fix.txt": "secret\n" }, "Fix");
        const { code } = tryRun(fix, route(project));
        assert.notEqual(code, 0);
        assertAbsent(secret);
      });
    }

    it("by a clone of it, a fetch of its refs, or a pull into the public clone", () => {
      const secret = commit(fix, { "fix.txt": "secret\n" }, "Fix");
      const copy = join(project.root, "copy.git");
      tryRun(project.root, ["clone", "-q", "--bare", `file://${places.repository}`, copy]);
      if (existsSync(copy)) assert.equal(run(copy, ["for-each-ref"]), "");
      tryRun(project.clone, ["fetch", places.repository, "+refs/*:refs/leak/*"]);
      tryRun(project.clone, ["pull", "-q", fix, `embargo/${record.id}`]);
      assertAbsent(secret);
    });

    it("by git lfs push, where it is installed", function () {
      if (tryRun(fix, ["lfs", "install", "--local", "--skip-repo"]).code !== 0) this.skip();
      commit(fix, { ".gitattributes": "*.bin filter=lfs -text\n", "a.bin": "secret\n" }, "Fix");
      assert.match(run(fix, ["cat-file", "blob", "HEAD:a.bin"]), /git-lfs/);
      assert.notEqual(tryRun(fix, ["lfs", "push", "--all", "origin"]).code, 0);
      for (const place of [project.remote, join(project.clone, ".git")]) {
        assert.equal(existsSync(join(place, "lfs", "objects")), false);
      }
    });

    it("by send-email: the mail program and the hook before it both refuse", () => {
      commit(fix, { "fix.txt": "secret\n" }, "Fix");
      const hook = join(run(fix, ["config", "core.hooksPath"]), "sendemail-validate");
      for (const program of [run(fix, ["config", "sendemail.smtpServer"]), hook]) {
        const { status, stderr } = spawnSync(program, ["0001-fix.patch"], { cwd: fix, encoding: "utf8" });
        assert.equal(status, 1);
        assert.match(stderr, /private place of an embargoed fix; nothing was sent/);
      }
    });

    it("by send-email as a whole, where it is installed", function () {
      commit(fix, { "fix.txt": "secret\n" }, "Fix");
      const send = ["send-email", "--to=list@example.org", "--from=me@example.org", "--confirm=never", "--quiet"];
      const { code, output } = tryRun(fix, [...send, "-1"]);
      if (/not a git command/.test(output)) this.skip();
      assert.notEqual(code, 0);
      const { code: unchecked } = tryRun(fix, [...send, "--no-validate", "-1"]);
      assert.notEqual(unchecked, 0);
    });

    it("by send-email through a mail program that a person set for all repositories", function () {
      commit(fix, { "fix.txt": "secret\n" }, "Fix");
      const sent = join(project.root, "sent");
      const settings = join(project.root, "settings");
      const mailer = `sh -c 'cat >"${sent}"' --`;
      const persons = {
        "sendemail.sendmailCmd": mailer,
        "sendemail.identity": "work",
        "sendemail.work.sendmailCmd": mailer,
      };
      for (const [key, value] of Object.entries(persons)) run(project.root, ["config", "--file", settings, key, value]);
      const args = [
        "send-email",
        "--to=l@example.org",
        "--from=me@example.org",
        "--confirm=never",
        "--no-validate",
        "-1",
      ];
      const env = { ...gitEnvironment(), GIT_CONFIG_GLOBAL: settings };
      const { status, stderr } = spawnSync("git", args, { cwd: fix, env, encoding: "utf8" });
      if (/not a git command|needs this Perl module/.test(stderr)) this.skip();
      assert.notEqual(status, 0);
      assert.ok(!existsSync(sent), "the fix was handed to the mail program");
    });

    function assertAbsent(secret: string): void {
      for (const repository of [project.remote, project.clone]) {
        assert.notEqual(tryRun(repository, ["cat-file", "-e", secret]).code, 0, `the fix arrived in ${repository}`);
      }
    }
  });
});

describe("the private repository of an unusual clone", () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let project: Project;

  beforeEach(async () => {
    home = await makeHome();
  });

  afterEach(() => {
    home.cleanup();
    project.cleanup();
  });

  async function worksFrom(clone: string): Promise<string> {
    const { places } = await makePrivatePlace(home, clone);
    commit(places.worktree, { "fix.txt": "fix\n" }, "Fix");
    run(places.worktree, ["fetch", "-q"]);
    run(places.worktree, ["fsck", "--strict"]);
    return places.worktree;
  }

  it("with SHA-256 object ids", async () => {
    project = makeProject({ objectFormat: "sha256" });
    const fix = await worksFrom(project.clone);
    assert.equal(run(fix, ["rev-parse", "HEAD"]).length, 64);
  });

  it("with blanks, umlauts and a percent sign in its path, also after new public work", async () => {
    project = makeProject();
    const odd = join(project.root, "süß und 100% odd");
    run(project.root, ["clone", "-q", project.remote, odd]);
    run(odd, ["config", "user.name", "Maintainer"]);
    run(odd, ["config", "user.email", "maintainer@example.org"]);
    const fix = await worksFrom(odd);
    commit(odd, { "public.txt": "1\n" }, "Public work");
    run(odd, ["push", "-q"]);
    run(fix, ["fetch", "-q"]);
    assert.equal(run(fix, ["log", "-1", "--format=%s", "origin/main"]), "Public work");
  });

  it("that is shallow, and stays whole when it is deepened", async () => {
    project = makeProject();
    commit(project.clone, { "second.txt": "2\n" }, "Second");
    run(project.clone, ["push", "-q"]);
    const shallow = join(project.root, "shallow");
    run(project.root, ["clone", "-q", "--depth=1", `file://${project.remote}`, shallow]);
    run(shallow, ["config", "user.name", "Maintainer"]);
    run(shallow, ["config", "user.email", "maintainer@example.org"]);
    const fix = await worksFrom(shallow);
    run(shallow, ["fetch", "-q", "--unshallow"]);
    run(fix, ["fsck", "--strict"]);
  });

  it("that borrows its objects, and stays whole when the lender is gone", async () => {
    project = makeProject();
    const borrower = join(project.root, "borrower");
    run(project.root, ["clone", "-q", "--shared", project.clone, borrower]);
    run(borrower, ["config", "user.name", "Maintainer"]);
    run(borrower, ["config", "user.email", "maintainer@example.org"]);
    const fix = await worksFrom(borrower);
    rmSync(project.clone, { recursive: true });
    run(fix, ["fsck", "--strict"]);
  });

  it("that is packed, sparse, or has no remote at all", async () => {
    project = makeProject({ files: { "in/a.txt": "a\n", "out/b.txt": "b\n" } });
    run(project.clone, ["gc", "-q"]);
    run(project.clone, ["sparse-checkout", "set", "in"]);
    run(project.clone, ["remote", "remove", "origin"]);
    const fix = await worksFrom(project.clone);
    assert.deepEqual(readdirSync(fix).sort(), [".git", "fix.txt", "in"]);
    assert.match(run(fix, ["branch", "-r"]), /origin\/main/);
  });

  it("is refused when it is partial, and made once the clone was completed", async () => {
    project = makeProject();
    run(project.remote, ["config", "uploadpack.allowFilter", "true"]);
    commit(project.clone, { "src/redirect.js": "changed\n" }, "Second");
    run(project.clone, ["push", "-q"]);
    const partial = join(project.root, "partial");
    run(project.root, ["clone", "-q", "--filter=blob:none", `file://${project.remote}`, partial]);
    run(partial, ["config", "user.name", "Maintainer"]);
    run(partial, ["config", "user.email", "maintainer@example.org"]);
    await assert.rejects(makePrivatePlace(home, partial), { code: "repository-unsupported" });
    run(partial, ["fetch", "-q", "--refetch", "--no-filter", "origin"]);
    await worksFrom(partial);
  });
});
