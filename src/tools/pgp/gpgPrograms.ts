import { execFile } from "node:child_process";
import { access, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { git } from "../git/run";
import type { Gpg } from "./gpg";
import { gpgMissing } from "./gpg";

/** A gpg that is installed here. */
export interface GpgProgram extends Gpg {
  /** `2.2.40`. */
  readonly version: string;
  /** How it was found, for people. */
  readonly found: "git's gpg.program" | "installed" | "on the PATH" | "named by you";
}

/**
 * Where installers put gpg that a program started from a desktop has not on its PATH. On Windows Gpg4win comes first: the gpg
 * of Git for Windows has another home and knows no cards.
 */
const INSTALLED: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  win32: ["C:\\Program Files (x86)\\GnuPG\\bin\\gpg.exe", "C:\\Program Files\\GnuPG\\bin\\gpg.exe"],
  darwin: ["/usr/local/MacGPG2/bin/gpg", "/opt/homebrew/bin/gpg", "/usr/local/bin/gpg"],
};

/** Every gpg of this machine, each once: first the one that git is told to sign with, then installed ones, then the PATH. */
export async function findGpgPrograms(path = process.env.PATH ?? ""): Promise<GpgProgram[]> {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const onPath = path.split(delimiter).flatMap((folder) => ["gpg", "gpg2"].map((name) => join(folder, name + suffix)));
  const configured = (await gitPrograms()).flatMap((program) =>
    isAbsolute(program) ? program : path.split(delimiter).map((folder) => join(folder, program)),
  );
  const candidates: readonly (readonly [GpgProgram["found"], readonly string[]])[] = [
    ["git's gpg.program", configured],
    ["installed", INSTALLED[process.platform] ?? []],
    ["on the PATH", onPath],
  ];
  const programs = new Map<string, GpgProgram>();
  for (const [found, places] of candidates) {
    for (const program of places) {
      const real = await realpath(program).catch(() => undefined);
      if (!real || programs.has(real)) continue;
      const known = await inspect(program, found);
      if (known) programs.set(real, known);
    }
  }
  return [...programs.values()];
}

/** The gpg that a person named. @throws EmbargoError `gpg-missing` */
export async function namedGpgProgram(program: string): Promise<GpgProgram> {
  const known = await inspect(program, "named by you");
  if (!known) throw gpgMissing(program);
  return known;
}

/** git-config(1): `gpg.openpgp.program` goes before `gpg.program`. Asked outside any repository. */
async function gitPrograms(): Promise<string[]> {
  const asked = ["gpg.openpgp.program", "gpg.program"].map(async (key) => {
    const { stdout } = await git(["config", "--type=path", "--get", key], { cwd: homedir(), expect: [1, 128] });
    return stdout.toString("utf8").trim();
  });
  const found = await Promise.all(asked).catch(() => []); // without git there is none that it names
  return found.filter((program) => program !== "");
}

async function inspect(program: string, found: GpgProgram["found"]): Promise<GpgProgram | undefined> {
  if (
    isAbsolute(program) &&
    !(await access(program).then(
      () => true,
      () => false,
    ))
  )
    return undefined;
  return new Promise((resolve) => {
    execFile(program, ["--version"], { timeout: 5000, env: { ...process.env, LC_ALL: "C" } }, (error, stdout) => {
      const version = /^gpg \(.*\) (\S+)/.exec(stdout)?.[1];
      const home = /^Home: (.+)$/m
        .exec(stdout)?.[1]
        ?.trim()
        .replace(/^~(?=\/)/, homedir());
      resolve(error || !version || !home ? undefined : { program, home, version, found });
    });
  });
}
