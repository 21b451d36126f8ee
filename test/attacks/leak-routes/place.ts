import { execFile, spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gitEnvironment } from "../../support/gitRepo";
import type { Ended } from "../../support/pushWith";
import type { Servers } from "./servers";
import type { Template } from "./template";

/** Where a route starts: a project with a fix that nobody may see yet, and the outside world. */
export interface Place {
  /** Holds everything of this place. */
  readonly root: string;
  /** All that others can see: what is in here is public. */
  readonly out: string;
  /** The bare public remote, `<out>/public.git`. */
  readonly remote: string;
  /** The same remote over smart http. */
  readonly http: string;
  /** The same remote over ssh; undefined where there is no server. */
  readonly ssh: string | undefined;
  /** The public clone. */
  readonly clone: string;
  /** Where the fix is made. */
  readonly worktree: string;
  /** The repository that `worktree` belongs to. */
  readonly repository: string;
  /** The commits of the fix, oldest first. */
  readonly fix: readonly [string, string];
  /** The ssh that knows our server, for GIT_SSH_COMMAND. */
  readonly sshCommand: string;
  /** Whether Embargo is there; without it, `worktree` is an ordinary linked worktree. */
  readonly guarded: boolean;
}

/** How a program is called besides its arguments. */
export interface CallOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
}

/** Much cheaper than the same in Node. */
const run = (program: string, ...args: string[]) => promisify(execFile)(program, args);

/** A fresh copy of `template` at `root`: its files say where they are, so that place is written anew in each. */
export async function copyPlace(template: Template, root: string, servers: Servers, guarded: boolean): Promise<Place> {
  await run("cp", "-a", `${template.root}/.`, root);
  for (const file of template.filesWithPath) {
    const text = await readFile(join(root, file), "latin1");
    await writeFile(join(root, file), text.replaceAll(template.root, root), "latin1");
  }
  return placeAt(root, template, servers, guarded);
}

function placeAt(root: string, { worktree, repository, fix }: Template, servers: Servers, guarded: boolean): Place {
  const out = join(root, "out");
  const remote = join(out, "public.git");
  const clone = join(root, "clone");
  return {
    root,
    out,
    remote,
    http: servers.httpUrl(remote),
    ssh: servers.sshUrl(remote),
    clone,
    fix,
    worktree: join(root, worktree),
    repository: join(root, repository),
    sshCommand: servers.sshCommand,
    guarded,
  };
}

/** Runs a program in a session of its own, so that no terminal can be asked. */
export function call(
  place: Pick<Place, "root" | "sshCommand">,
  cwd: string,
  program: string,
  args: readonly string[],
  { env = {}, input = "" }: CallOptions = {},
): Promise<Ended> {
  const { GIT_TERMINAL_PROMPT: _, ...clean } = gitEnvironment();
  const person = join(place.root, "person");
  const settings = { ...clean, HOME: person, XDG_CONFIG_HOME: person, GIT_SSH_COMMAND: place.sshCommand };
  const child = spawn(program, args, { cwd, env: { ...settings, ...env }, detached: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  child.stdin.on("error", () => undefined); // it may end without reading
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** git, as it ends. */
export function git(place: Place, cwd: string, args: Words, options: CallOptions = {}): Promise<Ended> {
  return call(place, cwd, "git", words(args), options);
}

/** git that has to work: what a route prepares. Returns what it printed. */
export async function must(place: Place, cwd: string, args: Words, options: CallOptions = {}): Promise<string> {
  const { code, output } = await git(place, cwd, args, options);
  if (code !== 0) throw new Error(`git ${words(args).join(" ")} ended with ${String(code)}: ${output}`);
  return output.replace(/\n$/, "");
}

/** `git push` from the public clone. */
export function push(place: Place, args: Words, options: CallOptions = {}): Promise<Ended> {
  return git(place, place.clone, ["push", ...words(args)], options);
}

/** `git push` from the private worktree. */
export function pushPrivate(place: Place, args: Words, options: CallOptions = {}): Promise<Ended> {
  return git(place, place.worktree, ["push", ...words(args)], options);
}

/** Writes files and commits everything; returns the commit. */
export async function commitFiles(
  place: Place,
  cwd: string,
  files: Readonly<Record<string, string>>,
  message: string,
): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }
  await must(place, cwd, "add -A");
  await must(place, cwd, ["commit", "-q", "-m", message]);
  return await must(place, cwd, "rev-parse HEAD");
}

/** What nobody should do: every object of the private repository into the public clone, by hand. */
export async function bringObjects(place: Place): Promise<void> {
  if (!place.guarded) return; // a linked worktree has them there already
  await copyInto(join(place.repository, "objects"), join(place.clone, ".git", "objects"));
}

/** Copies what is in a folder into another one; what is there stays. */
export async function copyInto(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await run("cp", "-Rn", `${from}/.`, to);
}

/** The fix on a branch `leak` of the public clone, its objects brought there by hand. */
export async function leakedBranch(place: Place): Promise<void> {
  await bringObjects(place);
  await must(place, place.clone, ["branch", "leak", place.fix[1]]);
}

/** The fix as mails would carry it. */
export async function patches(place: Place): Promise<string> {
  return `${await must(place, place.worktree, "format-patch --stdout -2")}\n`;
}

/** Arguments, as a list or as words between blanks. */
export type Words = string | readonly string[];

function words(args: Words): readonly string[] {
  return typeof args === "string" ? args.split(" ") : args;
}

/** Takes a place away; the guard's hooks lie in a read-only folder. */
export async function removePlace(place: Place): Promise<void> {
  if (process.getuid?.() !== 0) await run("chmod", "-R", "u+w", place.root);
  await run("rm", "-rf", place.root);
}
