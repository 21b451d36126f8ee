/**
 * What starting costs: `npm run build -- --production && node --import tsx bench/activation.ts`. The built-in git extension
 * starts in the same host, so read the ratio, not the milliseconds.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeProject } from "../test/support/gitRepo";

const ROUNDS = Number(process.env.ROUNDS ?? 8);
const ROOT = join(__dirname, "..");

interface Probe {
  readonly git: number;
  readonly embargo: number;
  readonly bytes: number;
}

/** One start of a fresh host on a real clone. */
async function start(folder: string, clone: string): Promise<Probe> {
  const args = [
    `--extensionDevelopmentPath=${ROOT}`,
    `--extensionTestsPath=${join(__dirname, "activationProbe.cjs")}`,
    `--user-data-dir=${join(folder, "user")}`,
    `--extensions-dir=${join(folder, "extensions")}`,
    "--disable-workspace-trust",
    clone,
  ];
  const env = { ...process.env, EMBARGO_HOME: join(folder, "home") };
  const child = spawn(join(ROOT, "test", "host", "code"), args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await once(child, "close");
  const [, json] = /^PROBE (.*)$/m.exec(output) ?? [];
  if (json === undefined) throw new Error(`the host said nothing:\n${output}`);
  return JSON.parse(json) as Probe;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * part)]!;
}

async function main(): Promise<void> {
  const project = makeProject();
  const probes: Probe[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const folder = mkdtempSync(join(tmpdir(), "embargo-bench-"));
      probes.push(await start(folder, project.clone));
      rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    project.cleanup();
  }
  const rows = (["git", "embargo"] as const).map((name) => {
    const times = probes.map((probe) => probe[name]);
    const [q1, median, q3] = [0.25, 0.5, 0.75].map((part) => Number(quantile(times, part).toFixed(1)));
    return [name === "git" ? "vscode.git" : "embargo", { "q1 ms": q1, "median ms": median, "q3 ms": q3 }];
  });
  console.table(Object.fromEntries(rows));
  const ratios = probes.map(({ git, embargo }) => embargo / git);
  console.log(`ratio in the same start: ${quantile(ratios, 0.5).toFixed(2)} (budget 0.33)`);
  console.log(`loaded before the first command: ${(probes[0]!.bytes / 1024).toFixed(1)} KB (budget 150 KB)`);
}

void main();
