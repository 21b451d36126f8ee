import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitFix, makeSample, REPORT_FILE, sampleGit } from "../sample/makeSample";
import { makePerson, type Ended, type Person } from "./person";
import { readWithGpg } from "./readWithGpg";
import { chapter, check, quote, say, show } from "./tell";

function buildProgram(): void {
  if (process.env["EMBARGO_BUILT"]) return; // by npm test, and other tests are using it
  execFileSync(process.execPath, ["esbuild.js"], { cwd: join(__dirname, "..", ".."), stdio: "inherit" });
}

/** The whole main job on a sample project, as two people with two machines: real git, real OpenPGP. */
async function demo(): Promise<void> {
  buildProgram();
  const dir = mkdtempSync(join(tmpdir(), "embargo-demo-"));
  const mika = makePerson("Mika Maintainer", join(dir, "mika"), "correct horse battery staple");
  const robin = makePerson("Robin Reporter", join(dir, "robin"), "an entirely different passphrase");
  const { project, remote } = makeSample(mika.dir);

  chapter("1", "A report arrives; Mika opens a case");
  const opened = await mika.embargo<Opened>(["open", "--report", REPORT_FILE], { cwd: project });
  say(`Case ${opened.case}: a private worktree, an advisory draft, an acknowledgement to Robin. Nothing was sent.`);

  chapter("2", "The fix is written in the private worktree");
  commitFix(opened.worktree);
  show(sampleGit(opened.worktree, "log", "--oneline", "origin/main.."));

  chapter("3", "It cannot get out by accident");
  refused(
    mika.run("git", ["push", "--no-verify", "origin", "HEAD:refs/heads/fix"], opened.worktree),
    remote,
    "push --no-verify from the private worktree",
  );
  const copied = mika.run("git", ["format-patch", "--stdout", "-1", "HEAD~1"], opened.worktree);
  mika.run("git", ["am", "--quiet"], project, copied.stdout);
  sampleGit(project, "commit", "--quiet", "--amend", "-m", "Small refactoring");
  const stopped = refused(
    mika.run("git", ["push", "origin", "main"], project),
    remote,
    "push of a copied commit with a new message",
  );
  quote(stopped.stderr);
  sampleGit(project, "reset", "--quiet", "--hard", "origin/main");

  chapter("4", "A security fix made in the open is asked about, also when it belongs to no case");
  sampleGit(project, "commit", "--quiet", "--allow-empty", "-m", "Check the length first\n\nCVE-ID: CVE-2026-12345");
  quote(
    refused(mika.run("git", ["push", "origin", "main"], project), remote, "push of a commit with a CVE-ID line").stderr,
  );
  sampleGit(project, "reset", "--quiet", "--hard", "origin/main");
  sampleGit(project, "commit", "--quiet", "--allow-empty", "-m", "Begin the change log");
  check(
    mika.run("git", ["push", "--quiet", "origin", "main"], project).status === 0,
    "an ordinary push goes through untouched",
  );

  chapter("5", "Mika and Robin exchange keys; Robin gets the encrypted bundle");
  await mika.embargo(["key", "new", "--name", "Mika Maintainer", "--email", "mika@example.org"]);
  await exchangeKeys(robin, mika);
  const bundle = await mika.embargo<Bundle>(
    ["bundle", opened.case, "--to", "robin@reporter.example", "--out", join(dir, "mail")],
    { cwd: opened.worktree },
  );
  const file = bundle.files[0]!.path;
  say(`Version ${bundle.version}, one file for one reader; Mika sends the mail. In the folder:`);
  show(readdirSync(join(dir, "mail")).join("\n"));

  chapter("6", "Robin opens it, sees who signed and what would change, and confirms");
  const clone = join(robin.dir, "postilion");
  robin.run("git", ["clone", "--quiet", remote, clone]);
  const review = await robin.embargo<Review>(["review", file], { cwd: clone });
  const [branch] = review.branches;
  check(
    branch?.checked === true,
    `signed by a pinned key; ${branch?.name}: ${branch?.files} files; the tree comes out as signed`,
  );
  const answer = await robin.embargo<{ path: string }>(
    [
      "answer",
      file,
      "--decision",
      "confirmed",
      "--message",
      "The cookie stays. Thank you.",
      "--out",
      join(dir, "mail"),
    ],
    { cwd: clone },
  );
  await mika.embargo(["accept", opened.case, answer.path]);
  const status = await mika.embargo<Status>(["status", opened.case]);
  check(status.confirmation.state === "confirmed", `${opened.case}: ${status.confirmation.sentence}`);

  chapter("7", "The same with gpg, tar and git alone");
  await readWithGpg({ mika, remote, dir, caseId: opened.case, worktree: opened.worktree });

  chapter("8", "A changed fix is not the confirmed one");
  appendFileSync(
    join(opened.worktree, "test", "redirect.test.js"),
    "\n// A redirect to another port is another origin, too.\n",
  );
  sampleGit(opened.worktree, "commit", "--quiet", "--all", "-m", "Say what an origin is");
  const stale = await mika.embargo<Status>(["status", opened.case]);
  say(`${opened.case}: ${stale.confirmation.sentence}; next: ${stale.next}`);

  chapter("9", "The advisory is drafted next to the code");
  for (const [format, name] of [
    ["osv", "advisory.osv.json"],
    ["markdown", "advisory.md"],
  ] as const) {
    const out = join(dir, "advisory", name);
    await mika.embargo(["advisory", "export", opened.advisory, "--format", format, "--out", out]);
    say(`${format}: ${out}`);
  }
  check(
    sampleGit(remote, "for-each-ref", "--format=%(refname)").split("\n").length === 2,
    "the public server holds one branch and one tag, and nothing of the fix",
  );

  console.log(`\nAll of it lies in ${dir}:`);
  console.log(
    `  the case      ${join(opened.advisory, "..")}\n  the bundle    ${file}\n  the advisory  ${join(dir, "advisory")}`,
  );
}

interface Opened {
  readonly case: string;
  readonly worktree: string;
  readonly advisory: string;
}
interface Bundle {
  readonly version: number;
  readonly files: readonly { readonly path: string }[];
}
interface Review {
  readonly branches: readonly { readonly name: string; readonly files: number; readonly checked: boolean }[];
}
interface Status {
  readonly next: string;
  readonly confirmation: { readonly state: string; readonly sentence: string };
}

async function exchangeKeys(robin: Person, mika: Person): Promise<void> {
  await robin.embargo(["key", "new", "--name", "Robin Reporter", "--email", "robin@reporter.example"]);
  for (const [from, to] of [
    [robin, mika],
    [mika, robin],
  ] as const) {
    const { armored } = await from.embargo<{ armored: string }>(["key", "export"]);
    const file = join(to.dir, "their-key.asc");
    to.run("tee", [file], to.dir, armored);
    await to.embargo(["key", "import", file]);
  }
  say("Both pinned the other's key by its full fingerprint.");
}

/** A push that must fail and must leave the public server as it was. */
function refused(push: Ended, remote: string, what: string): Ended {
  const refs = sampleGit(remote, "for-each-ref", "--format=%(refname)");
  check(push.status !== 0 && !refs.includes("fix"), `refused: ${what}`);
  return push;
}

demo().catch((error: unknown) => {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
