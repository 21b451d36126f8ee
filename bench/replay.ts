/**
 * How well the guard finds real fixes, with the product's own code on real histories: `npm run replay -- [--most N]
 * [--last N] GIT_DIR...`. It only reads them. The method and the numbers are in docs/threat-model.md.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openReplayedCase, type ReplayedCase } from "./replay/cases";
import { findFixes, openHistory } from "./replay/history";
import { countAlarms, tryCopies, type Score } from "./replay/measure";
import { countFirstStage } from "./replay/firstStage";

async function main(): Promise<void> {
  const options = { most: { type: "string", default: "80" }, last: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const folder = mkdtempSync(join(tmpdir(), "embargo-replay-"));
  try {
    for (const given of positionals) {
      const gitDir = resolve(given);
      const name =
        basename(gitDir) === "repo" || basename(gitDir) === ".git" ? basename(dirname(gitDir)) : basename(gitDir);
      await replay(
        gitDir,
        name,
        folder,
        Number(values.most),
        values.last === undefined ? undefined : Number(values.last),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function replay(gitDir: string, name: string, folder: string, most: number, last?: number): Promise<void> {
  const history = await openHistory(gitDir, name, folder);
  const fixes = await findFixes(history, gitDir, most);
  const cases: ReplayedCase[] = [];
  for (const fix of fixes) cases.push(await openReplayedCase(history, fix));
  const thin = cases.filter(({ facts }) => facts.thin.some(({ paths }) => paths.length > 0)).length;
  console.log(`\n${name}: ${cases.length} fixes, ${thin} of them thin`);
  if (cases.length === 0) return;
  const copies = await tryCopies(history, cases);
  for (const [kind, score] of Object.entries(copies)) console.log(`  ${kind}: ${rate(score as Score)}`);
  for (const [kind, { missed }] of Object.entries(copies) as [string, Score][]) {
    for (const what of kind.endsWith("alves") ? [] : missed) console.log(`    ${kind} not refused: ${what}`);
  }
  const alarms = await countAlarms(history, cases, last);
  const { refused, ...counts } = alarms;
  console.log(`  ordinary commits: ${JSON.stringify(counts)}`);
  for (const what of refused) console.log(`    wrongly refused: ${what}`);
  console.log(`  first stage: ${JSON.stringify(await countFirstStage(history, cases, last))}`);
}

function rate({ tries, refused, stopped }: Score): string {
  const percent = (part: number) => `${part}/${tries} (${tries === 0 ? "–" : ((100 * part) / tries).toFixed(1)} %)`;
  return `refused ${percent(refused)}, refused or asked ${percent(stopped)}`;
}

void main();
