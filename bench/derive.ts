/**
 * How well affected versions follow from git, on real histories with known answers (docs/deriving.md).
 *
 *     npm run derive-rates -- GIT_DIR RECORD… [--most N] [--misses]
 *
 * RECORD is an OSV record (JSON or YAML) or a folder of them. Of each, the fix commits are given (GIT ranges and references
 * of type FIX, else any link to a commit), and what is derived is compared with the versions it published. Nothing is written
 * and nothing fetched: a history without a commit-graph is slow.
 */
import { derive, type Derivation, type DeriveQuestion } from "../src/stages/advise/derive/derive";
import { presentCommits } from "../src/tools/git/history/commits";
import type { GitOptions } from "../src/tools/git/run";
import { readAnswers, type Answer } from "./derivation/answers";
import { Rates } from "./derivation/rates";

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const most = Number(words[words.indexOf("--most") + 1] ?? 0) || Infinity;
  const [gitDir, ...paths] = words.filter((word, index) => !word.startsWith("--") && words[index - 1] !== "--most");
  if (gitDir === undefined || paths.length === 0) throw new Error("Usage: npm run derive-rates -- GIT_DIR RECORD…");
  const rates = new Rates();
  for (const answer of everyNth(paths.flatMap(readAnswers), most)) {
    await measure({ gitDir }, answer, rates);
    process.stderr.write(".");
  }
  process.stderr.write("\n");
  console.log(rates.report(words.includes("--misses")));
}

async function measure(where: GitOptions, answer: Answer, rates: Rates): Promise<void> {
  const { id, ids, purl, introduced, by } = answer;
  const fixes = await presentCommits(where, answer.fixes);
  if (fixes.length === 0) {
    rates.passedOver.push(`${id}: no fix commit of it is in this history`);
    return;
  }
  const packages = [{ ...(purl === undefined ? {} : { purl }), files: [] }];
  const question: DeriveQuestion = { where, fixes, ids, packages, supported: [], privateWork: [] };
  const found = await derive(question);
  const chosen = (choice: Partial<DeriveQuestion>): Promise<Derivation> =>
    derive({ ...question, ...choice, known: found });
  const [known] = await presentCommits(where, by);
  const [first] = found.candidates;
  rates.count(answer, {
    found,
    ...(introduced === "0" ? {} : { fromVersion: await chosen({ from: introduced }) }),
    ...(known === undefined ? {} : { fromCommit: await chosen({ introduced: known }) }),
    ...(first?.commit ? { fromFirst: await chosen({ introduced: first.commit.oid }) } : {}),
  });
}

/** Spread over the whole list, so that a sample holds old and new ones. */
function everyNth<T>(list: readonly T[], most: number): T[] {
  const step = Math.max(1, list.length / most);
  return Array.from({ length: Math.min(most, list.length) }, (_, index) => list[Math.floor(index * step)]!);
}

void main();
