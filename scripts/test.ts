import { ensureHost } from "../test/host/install";
import { NOTHING, ONE_FAILED, add } from "./counts";
import type { Counts } from "./counts";
import { installDebianPackages, mayInstall } from "./debian";
import { runCommand, runStep } from "./runStep";
import { SUITES } from "./suites";
import type { Suite } from "./suites";

interface Row {
  readonly suite: string;
  /** undefined: it could not run here. */
  readonly counts: Counts | undefined;
  readonly seconds: number;
}

/** `npm test [-- suite…]`: all suites or the named ones; the last line says how many tests passed and failed. */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => SUITES.every((suite) => suite.name !== name));
  if (unknown.length > 0) {
    console.error(`No such suite: ${unknown.join(", ")}. There are: ${SUITES.map(({ name }) => name).join(", ")}`);
    return 3;
  }
  heading("build");
  const built = await runCommand(["npm", "run", "--silent", "build"]);
  if (built) process.env["EMBARGO_BUILT"] = "1";
  const rows: Row[] = built ? [] : [{ suite: "build", counts: ONE_FAILED, seconds: 0 }];
  for (const suite of SUITES) {
    if (names.length === 0 || names.includes(suite.name)) rows.push(await runSuite(suite));
  }
  return summarize(rows);
}

async function runSuite(suite: Suite): Promise<Row> {
  heading(suite.name);
  const startedAt = performance.now();
  let counts: Counts | undefined = NOTHING;
  if (suite.steps.length > 0 && !(await prepare(suite))) counts = undefined;
  else for (const step of suite.steps) counts = add(counts, await runStep(step));
  return { suite: suite.name, counts, seconds: (performance.now() - startedAt) / 1000 };
}

/** Installs what the suite needs; false, and said why, when that is not possible here. */
async function prepare({ name, needs, wants = [], inHost }: Suite): Promise<boolean> {
  try {
    installDebianPackages(needs);
    if (mayInstall()) installDebianPackages(wants);
    if (inHost) await ensureHost();
    return true;
  } catch (error) {
    console.error(`${name} not run. ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function summarize(rows: readonly Row[]): number {
  heading("summary");
  for (const { suite, counts, seconds } of rows) {
    const result = counts ? sentence(counts) : "not run";
    console.log(`${suite.padEnd(8)} ${result.padEnd(34)} ${seconds.toFixed(0).padStart(4)} s`);
  }
  const notRun = rows.filter(({ counts }) => !counts).map(({ suite }) => suite);
  if (notRun.length > 0) console.log(`${notRun.length} not run: ${notRun.join(", ")} (the reason stands above)`);
  const total = rows.reduce((sum, { counts }) => add(sum, counts ?? NOTHING), NOTHING);
  console.log(sentence(total));
  return total.failed === 0 && total.passed > 0 && notRun.length === 0 ? 0 : 1;
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function heading(text: string): void {
  console.log(`\n== ${text}`);
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
