import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** A Debian package, and what proves that it is there: the name of a program, or the path of any file. */
export interface DebianPackage {
  readonly name: string;
  readonly program: string;
}

/** Those of `packages` whose program is not on this machine. */
export function missingPackages(packages: readonly DebianPackage[]): DebianPackage[] {
  return packages.filter(({ program }) => !isInstalled(program));
}

/**
 * Installs what is missing when we are root on Debian; asks for nothing.
 *
 * Throws an Error that names the packages when it may not.
 */
export function installDebianPackages(packages: readonly DebianPackage[]): void {
  const names = missingPackages(packages).map(({ name }) => name);
  if (names.length === 0) return;
  if (mayInstall()) {
    console.error(`Installing from Debian: ${names.join(" ")}`);
    aptGet("update");
    aptGet("install", "-y", "--no-install-recommends", ...names);
  }
  const missing = missingPackages(packages)
    .map(({ name }) => name)
    .join(" ");
  if (missing) throw new Error(`Missing: ${missing}. On Debian: apt-get install ${missing}`);
}

function aptGet(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["-qq", "-o", "DPkg::Lock::Timeout=300", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    env,
  });
}

/** Whether apt is ours to use: as root on Debian. */
export function mayInstall(): boolean {
  try {
    return process.getuid?.() === 0 && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

function isInstalled(program: string): boolean {
  if (isAbsolute(program)) return existsSync(program);
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
