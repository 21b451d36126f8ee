import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";

/** A gpg with a home of its own, in a path short enough for the agent's socket. */
export interface Gpg {
  /** Runs gpg with `input` and gives its standard output. Throws with its words when it fails. */
  readonly run: (args: readonly string[], input?: string | Uint8Array) => Buffer;
  /** The same, giving its exit status and status lines instead of throwing. */
  readonly status: (
    args: readonly string[],
    input: Uint8Array,
  ) => { code: number | null; stdout: Buffer; lines: string };
  readonly cleanup: () => void;
}

const QUIET = [
  "--batch",
  "--no-tty",
  "--no-options",
  "--quiet",
  "--trust-model",
  "always",
  "--pinentry-mode",
  "loopback",
];

export function makeGpg(): Gpg {
  const home = mkdtempSync("/tmp/eg-");
  const args = (more: readonly string[]) => ["--homedir", home, ...QUIET, ...more];
  return {
    run: (more, input = "") => execFileSync("gpg", args(more), { input, stdio: ["pipe", "pipe", "pipe"] }),
    status: (more, input) => {
      const { status, stdout, stderr } = spawnSync("gpg", args(["--status-fd", "2", ...more]), { input });
      return { code: status, stdout, lines: stderr.toString() };
    },
    cleanup: () => {
      execFileSync("gpgconf", ["--homedir", home, "--kill", "all"]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Makes a key in this gpg and gives its fingerprint. */
export function makeGpgKey(gpg: Gpg, userId: string, algorithm: string): string {
  gpg.run(["--passphrase", "", "--quick-generate-key", userId, algorithm, "default", "1y"]);
  const listing = gpg.run(["--with-colons", "--list-keys", `=${userId}`]).toString();
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listing)![1]!;
  const encryption = algorithm === "ed25519" ? "cv25519" : algorithm;
  gpg.run(["--passphrase", "", "--quick-add-key", fingerprint, encryption, "encr", "1y"]);
  return fingerprint;
}
