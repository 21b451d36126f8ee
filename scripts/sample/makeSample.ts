import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const HERE = join(__dirname);

/** Where the sample lies: a clone with some history, and the bare repository that stands for the public server. */
export interface Sample {
  readonly project: string;
  readonly remote: string;
}

/** Runs git in `cwd` as the sample's maintainer; its output is returned. */
export function sampleGit(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/**
 * Makes the sample project in `dir`: "postilion", a small HTTP client that sends cookies to the wrong host after a
 * redirect, with a public remote to push to.
 */
export function makeSample(dir: string): Sample {
  const [project, remote] = [join(dir, "postilion"), join(dir, "server", "postilion.git")];
  mkdirSync(dir, { recursive: true });
  sampleGit(dir, "init", "--quiet", "--bare", "--initial-branch=main", remote);
  sampleGit(dir, "init", "--quiet", "--initial-branch=main", project);
  sampleGit(project, "config", "user.name", "Mika Maintainer");
  sampleGit(project, "config", "user.email", "mika@example.org");
  sampleGit(project, "config", "commit.gpgSign", "false");
  commitFiles(project, ["package.json", "README.md"], "Begin a small HTTP client");
  commitFiles(project, ["src"], "Follow redirects and keep cookies");
  commitFiles(project, ["test", "SECURITY.md"], "Test redirects, say how to report");
  sampleGit(project, "tag", "-a", "v2.3.1", "-m", "postilion 2.3.1");
  sampleGit(project, "remote", "add", "origin", remote);
  sampleGit(project, "push", "--quiet", "--set-upstream", "--follow-tags", "origin", "main");
  return { project, remote };
}

/** Writes the fix into a worktree and commits it in two steps, as a maintainer would. */
export function commitFix(worktree: string): void {
  cpSync(join(HERE, "fix", "src"), join(worktree, "src"), { recursive: true });
  sampleGit(worktree, "commit", "--quiet", "--all", "-m", "Send no credentials to another origin after a redirect");
  cpSync(join(HERE, "fix", "test"), join(worktree, "test"), { recursive: true });
  sampleGit(worktree, "commit", "--quiet", "--all", "-m", "Test that cookies stay with their origin");
}

/** The mail in which the flaw is reported. */
export const REPORT_FILE = join(HERE, "report.eml");

function commitFiles(project: string, names: readonly string[], message: string): void {
  for (const name of names) cpSync(join(HERE, "project", name), join(project, name), { recursive: true });
  sampleGit(project, "add", "--", ...names);
  sampleGit(project, "commit", "--quiet", "-m", message);
}
