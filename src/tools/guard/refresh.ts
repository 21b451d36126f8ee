import { basename, dirname, join } from "node:path";
import type { CaseRecord } from "../../model/case";
import { asEmbargoError, EmbargoError } from "../../model/errors";
import type { CaseId } from "../../model/ids";
import { listCases, type CaseEntry } from "../cases/store";
import { exists, readIfThere, writeFileAtomic } from "../files";
import { projectDir, type CasePlaces, type Home } from "../home";
import { buildCaseFacts } from "./buildCaseFacts";
import { readCaseFacts, readKeptTips, writeCaseFacts, type CaseFacts } from "./caseFacts";
import { stage1Commits, stage1Patterns } from "./patterns";
import { stage1Sums } from "./sums";
import { readPrivateTips } from "./privateTips";

/** What is known of a project's open cases, and of which nothing could be read. */
export interface ProjectFacts {
  readonly cases: readonly CaseFacts[];
  readonly problems: readonly { readonly case: CaseId; readonly error: EmbargoError }[];
}

/**
 * Brings what the guard knows about a case's project up to date: called after a case was opened or committed to; a push
 * does it too when it finds old facts.
 *
 * @throws EmbargoError `disk-full`, `home-unwritable`, and the first problem with a case
 */
export async function refreshGuardFacts(home: Home, record: Pick<CaseRecord, "project">): Promise<void> {
  const { problems } = await refreshProject(projectDir(home, record.project.rootCommits));
  if (problems[0]) throw problems[0].error;
}

/** The ids of the open cases of the project at `project` (`<home>/<project>`), sorted. */
export async function openCases(project: string): Promise<CaseId[]> {
  return (await casesOf(project)).map(({ id }) => id);
}

/**
 * The facts of every open case of a project, rebuilt where a private repository has moved on, and the files of the first
 * stage (`commits`, `patterns` and their `sums`).
 *
 * @param project - `<home>/<project>`
 * @param seen - the sums that the first stage read before this call; with those of the same reflogs it may judge alone
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function refreshProject(project: string, seen?: string): Promise<ProjectFacts> {
  const folder = join(project, "guard");
  const results = await Promise.all((await casesOf(project)).map((entry) => refreshCase(folder, entry)));
  const cases = results.flatMap((result) => (result && "tips" in result ? [result] : []));
  const problems = results.flatMap((result) => (result && "error" in result ? [result] : []));
  if (problems.length === 0) {
    const [commits, patterns] = [Buffer.from(stage1Commits(cases)), stage1Patterns(cases)];
    await writeChanged(join(folder, "commits"), commits);
    await writeChanged(join(folder, "patterns"), patterns);
    // Bound to the bytes of both: whoever refreshes at the same time can pair new sums with old patterns, but they do not fit.
    if (seen !== undefined) await writeChanged(join(folder, "sums"), stage1Sums({ commits, patterns }, seen));
  }
  return { cases, problems };
}

async function casesOf(project: string): Promise<CaseEntry[]> {
  const cases = await listCases({ dir: dirname(project) });
  return cases.filter(({ places }) => basename(dirname(places.dir)) === basename(project));
}

async function refreshCase(
  folder: string,
  entry: CaseEntry,
): Promise<CaseFacts | ProjectFacts["problems"][0] | undefined> {
  try {
    if ("problem" in entry) throw entry.problem;
    return await factsOf(folder, entry.record, entry.places);
  } catch (error) {
    return { case: entry.id, error: asEmbargoError(error) };
  }
}

async function factsOf(folder: string, record: CaseRecord, places: CasePlaces): Promise<CaseFacts | undefined> {
  if (!(await exists(places.repository))) {
    if (!record.opened.includes("repository")) return undefined; // nothing was written yet
    throw new EmbargoError(
      "case-damaged",
      `The private repository of case ${record.id} is missing.`,
      "Bring it back from a backup; until then nothing can be compared with it.",
    );
  }
  // Facts can always be made again, so a damaged file is as good as none, but for what it once named.
  const kept = await readCaseFacts(folder, record.id).catch(() => undefined);
  const { tips, heads } = await readPrivateTips(places.repository);
  // What was once named stays known: a stash that was dropped can still be pushed by its id.
  const everNamed = [...new Set([...(kept?.tips ?? (await readKeptTips(folder, record.id))), ...tips])].sort();
  if (kept && kept.tips.join() === everNamed.join() && kept.heads.join() === heads.join()) return kept;
  const facts = await buildCaseFacts(record, places, { tips: everNamed, heads });
  await writeCaseFacts(folder, facts);
  return facts;
}

async function writeChanged(path: string, content: Buffer): Promise<void> {
  if ((await readIfThere(path))?.equals(content)) return;
  await writeFileAtomic(path, content);
}
