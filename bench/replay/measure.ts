import type { Oid } from "../../src/model/ids";
import type { Reason } from "../../src/model/push";
import type { CaseIndex } from "../../src/stages/guard/caseIndex";
import { CaseMatcher, type TextMatch } from "../../src/stages/guard/caseMatcher";
import { verdict } from "../../src/stages/guard/verdict";
import type { ChangeVisitor } from "../../src/tools/git/changeReader";
import type { FileChange, Hunk } from "../../src/tools/git/changes";
import { readChanges } from "../../src/tools/git/commitChanges";
import { visitPushedCommits } from "../../src/tools/git/pushed";
import { gitLines } from "../../src/tools/git/run";
import type { ReplayedCase } from "./cases";
import { codeOf, elsewhere, halfOf, seeded } from "./copies";
import type { History } from "./history";

const DRAWS = 20;
const YEAR_S = 365 * 86_400;

/** How many of so many tries were refused, and how many at least asked about. */
export interface Score {
  tries: number;
  refused: number;
  stopped: number;
  readonly missed: string[];
}

export interface CopyScores {
  readonly exact: Score;
  readonly elsewhere: Score;
  readonly backports: Score;
  readonly picked: Score;
  readonly halves: Score;
  readonly codeHalves: Score;
}

/** What was said of ordinary commits, each compared with every later fix. */
export interface AlarmScore {
  commits: number;
  pairs: number;
  pairsOfYear: number;
  refusedCommits: number;
  refusedPairs: number;
  refusedPairsOfYear: number;
  askedCommits: number;
  askedPairs: number;
  /** Of the asked commits, those that were asked about because of their place alone. */
  placeCommits: number;
  readonly refused: string[];
}

/** Tries copies of every fix, with its ids held back. */
export async function tryCopies({ scratch }: History, cases: readonly ReplayedCase[], seed = 1): Promise<CopyScores> {
  const names = ["exact", "elsewhere", "backports", "picked", "halves", "codeHalves"] as const;
  const scores = Object.fromEntries(names.map((name) => [name, newScore()])) as Record<(typeof names)[number], Score>;
  for (const [number, { fix, index }] of cases.entries()) {
    const random = seeded(seed + number);
    const [own, ...others] = await readChanges({ gitDir: scratch }, [fix.commit, ...fix.backports, ...fix.picked]);
    const note = (score: Score, files: readonly FileChange[], name: string) => add(score, answerTo(index, files), name);
    note(scores.exact, own!.files, fix.commit);
    if (own!.files.some(({ hunks }) => hunks.some(({ added }) => added.length > 0))) {
      note(scores.elsewhere, elsewhere(own!.files), fix.commit);
    }
    for (const { commit, files } of others) {
      note(fix.backports.includes(commit) ? scores.backports : scores.picked, files, `${fix.commit} as ${commit}`);
    }
    const code = codeOf(own!.files);
    for (let draw = 0; draw < DRAWS; draw++) {
      const [half, codeHalf] = [halfOf(own!.files, random), halfOf(code, random)];
      if (half) note(scores.halves, half, fix.commit);
      if (codeHalf) note(scores.codeHalves, codeHalf, fix.commit);
    }
  }
  return scores;
}

/** Compares every commit of the main branch with every case whose fix is newer, as if all were open at once. */
export async function countAlarms(
  history: History,
  cases: readonly ReplayedCase[],
  last?: number,
): Promise<AlarmScore> {
  const { scratch: gitDir, main } = history;
  const dates = new Map<string, number>();
  const newest = last === undefined ? [] : [`--max-count=${last}`];
  for (const line of await gitLines(["log", "--format=%H %ct", ...newest, main], { gitDir })) {
    const [oid = "", at] = line.split(" ");
    dates.set(oid, Number(at));
  }
  const counter = new AlarmCounter(cases, dates);
  const oldest = [...dates.keys()].at(-1) as Oid;
  await visitPushedCommits({ gitDir }, { tips: [main], known: last === undefined ? [] : [oldest] }, true, counter);
  counter.end();
  return counter.score;
}

class AlarmCounter implements ChangeVisitor {
  readonly score: AlarmScore = {
    ...{ commits: 0, pairs: 0, pairsOfYear: 0, refusedCommits: 0, refusedPairs: 0, refusedPairsOfYear: 0 },
    ...{ askedCommits: 0, askedPairs: 0, placeCommits: 0, refused: [] },
  };
  private readonly cases: readonly ReplayedCase[];
  private readonly byIndex: ReadonlyMap<CaseIndex, ReplayedCase>;
  private readonly dates: ReadonlyMap<string, number>;
  private readonly matcher: CaseMatcher;
  private atHand: { commit: Oid; message: string } | undefined;

  constructor(cases: readonly ReplayedCase[], dates: ReadonlyMap<string, number>) {
    this.cases = cases;
    this.dates = dates;
    this.byIndex = new Map(cases.map((replayed) => [replayed.index, replayed]));
    this.matcher = new CaseMatcher(cases.map(({ index }) => index));
  }

  commit(commit: Oid, message: string): void {
    this.end();
    this.atHand = { commit, message };
    this.matcher.text(message, "(the message)");
  }

  file(path: string): void {
    this.matcher.file(path);
  }

  hunk(path: string, hunk: Hunk): void {
    this.matcher.hunk(path, hunk);
  }

  blob(): void {
    // ids are held back
  }

  end(): void {
    const found = this.matcher.take();
    const at = this.atHand && this.dates.get(this.atHand.commit);
    if (!this.atHand || at === undefined) return;
    const { commit, message } = this.atHand;
    const { score } = this;
    // A commit of the same subject is the fix itself, made on the main branch before or after.
    const open = this.cases.filter(({ fix }) => at < fix.at && !message.startsWith(fix.subject));
    if (open.length === 0) return;
    score.commits++;
    score.pairs += open.length;
    score.pairsOfYear += open.filter(({ fix }) => fix.at - at < YEAR_S).length;
    const answers = [...found].flatMap(([index, match]) => {
      const { fix } = this.byIndex.get(index)!;
      return at < fix.at && !message.startsWith(fix.subject) ? [{ fix, match, ...answer(index, match) }] : [];
    });
    const refused = answers.filter((one) => one.verdict === "refuse");
    const asked = answers.filter((one) => one.verdict === "ask");
    score.refusedPairs += refused.length;
    score.refusedPairsOfYear += refused.filter(({ fix }) => fix.at - at < YEAR_S).length;
    score.askedPairs += asked.length;
    for (const { fix, reason } of refused) score.refused.push(`${commit} for ${fix.commit}: ${reason?.detail}`);
    if (refused.length > 0) score.refusedCommits++;
    else if (asked.length > 0) score.askedCommits++;
    if (refused.length === 0 && asked.length > 0 && asked.every(({ reason }) => reason?.test === "same-place")) {
      score.placeCommits++;
    }
    this.atHand = undefined;
  }
}

type Answer = { readonly verdict: "allow" | "ask" | "refuse"; readonly reason?: Reason };

function answerTo(index: CaseIndex, files: readonly FileChange[]): Answer {
  const matcher = new CaseMatcher([index]);
  for (const { path, hunks } of files) {
    matcher.file(path);
    for (const hunk of hunks) matcher.hunk(path, hunk);
  }
  const match = matcher.take().get(index);
  return match ? answer(index, match) : { verdict: "allow" };
}

function answer(index: CaseIndex, text: TextMatch): Answer {
  const finding = { commit: "0".repeat(40) as Oid, subject: "", cases: [{ case: index.case, files: [], text }] };
  const facts = {
    findings: [finding],
    unreadable: [],
    caseIsOpen: true,
    warn: "ask",
    answered: new Set<string>(),
  } as const;
  const { verdict: said, reasons } = verdict(facts);
  return { verdict: said, ...(reasons[0] ? { reason: reasons[0] } : {}) };
}

function newScore(): Score {
  return { tries: 0, refused: 0, stopped: 0, missed: [] };
}

function add(score: Score, { verdict: said }: Answer, name: string): void {
  score.tries++;
  if (said === "refuse") score.refused++;
  else if (!score.missed.includes(`${name} ${said}`)) score.missed.push(`${name} ${said}`);
  if (said !== "allow") score.stopped++;
}
