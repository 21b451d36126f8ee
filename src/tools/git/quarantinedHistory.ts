import type { Oid } from "../../model/ids";
import type { Quarantine } from "./quarantine";
import { readOid } from "./repository";

/** The root commits of these commits, sorted; `undefined` when the history is cut short (a shallow clone). */
export async function readRoots(quarantine: Quarantine, commits: readonly Oid[]): Promise<Oid[] | undefined> {
  const args = ["rev-list", "--max-parents=0", ...commits, "--"];
  const { exitCode, stdout } = await quarantine.run(args, { expect: [128] });
  if (exitCode !== 0) return undefined;
  return stdout.toString("utf8").split("\n").filter(Boolean).map(readOid).sort();
}

/** The tree of a commit that is there. */
export async function readTree(quarantine: Quarantine, commit: Oid): Promise<Oid> {
  const { stdout } = await quarantine.run(["rev-parse", "--verify", `${commit}^{tree}`]);
  return readOid(stdout.toString("utf8").trim());
}
