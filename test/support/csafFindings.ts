import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** What csaf-validator-lib finds in each CSAF 2.0 document, and how many of its tests ran. */
export function csafFindings(documents: readonly string[]): { tests: number; findings: string[][] } {
  const input = `[${documents.join(",")}]`;
  const script = join(__dirname, "csafFindings.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`the validator ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as { tests: number; findings: string[][] };
}
