import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { findGpgPrograms } from "../../src/tools/pgp/gpgPrograms";
import type { Gpg } from "../../src/tools/pgp/gpg";

/** The keyring of somebody who works with gpg, ready for `key use-gpg`: its path is short, because of the agent's socket. */
export interface GpgHome extends Gpg {
  /** Runs this gpg and gives its standard output. */
  readonly run: (args: readonly string[], input?: string | Uint8Array) => Buffer;
  readonly cleanup: () => void;
}

/** An empty keyring beside the gpg of this machine. */
export async function makeGpgHome(): Promise<GpgHome> {
  const home = mkdtempSync("/tmp/ek-");
  chmodSync(home, 0o700);
  const [found] = await findGpgPrograms();
  const program = found?.program ?? "gpg";
  const quiet = ["--batch", "--quiet", "--no-tty", "--homedir", home];
  return {
    program,
    home,
    run: (args, input = "") => execFileSync(program, [...quiet, ...args], { input, stdio: ["pipe", "pipe", "pipe"] }),
    cleanup: () => {
      execFileSync("gpgconf", ["--homedir", home, "--kill", "all"]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A key in it without a passphrase: certifies and signs with the primary part, decrypts with a subkey. Gives its fingerprint. */
export function addGpgKey({ run }: GpgHome, userId: string, algorithm = "default"): string {
  run(["--passphrase", "", "--quick-generate-key", userId, algorithm, "default", "1y"]);
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(
    run(["--with-colons", "--list-keys", `=${userId}`]).toString(),
  )![1]!;
  const encryption = { ed25519: "cv25519", default: "" }[algorithm] ?? algorithm;
  if (encryption !== "") run(["--passphrase", "", "--quick-add-key", fingerprint, encryption, "encr", "1y"]);
  return fingerprint;
}
