import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Somebody who has gpg and nothing of ours: a keyring of their own with one key that has no passphrase. */
export interface GpgPerson {
  /** GNUPGHOME; short, because the agent's socket lies in it. */
  readonly dir: string;
  readonly mail: string;
  readonly fingerprint: string;
  /** Armored. */
  readonly certificate: string;
  readonly cleanup: () => void;
}

/** Makes the keyring and the key with the gpg of this machine. */
export function makeGpgPerson(name: string, mail: string): GpgPerson {
  const dir = mkdtempSync(join(tmpdir(), "eg-"));
  chmodSync(dir, 0o700);
  const gpg = (...args: string[]) =>
    execFileSync("gpg", ["--batch", "--quiet", "--homedir", dir, ...args], { encoding: "utf8", stdio: "pipe" });
  gpg("--passphrase", "", "--quick-gen-key", `${name} <${mail}>`, "default", "default", "1y");
  const fingerprint = /^fpr:+([0-9A-F]{40}):$/m.exec(gpg("--with-colons", "--list-keys"))![1]!;
  const cleanup = () => {
    execFileSync("gpgconf", ["--homedir", dir, "--kill", "all"]);
    rmSync(dir, { recursive: true, force: true });
  };
  return { dir, mail, fingerprint, certificate: gpg("--armor", "--export", fingerprint), cleanup };
}
