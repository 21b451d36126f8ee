import type { CaseRecord } from "../../model/case";
import { asEmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import { LOG_CHANGES, parseChanges, type CommitChanges } from "../git/changes";
import { readFixRange } from "../git/fixRange";
import { patchIdsOf, seriesPatchId } from "../git/patchIds";
import { readOid } from "../git/repository";
import { git, gitLines } from "../git/run";
import { visitTreeLines } from "../git/treeLines";
import type { CasePlaces } from "../home";
import { THIN_BELOW, type CaseFacts } from "./caseFacts";
import type { PrivateTips } from "./privateTips";
import { hunkKey, isTelling, placedKey } from "./features";

/** Objects smaller than this (an empty file, one short line) are in many histories. */
const TINY_BYTES = 32;

/**
 * Reads what a case holds from its private repository: everything its tips reach and no public branch does.
 *
 * @throws EmbargoError `git-failed` when the repository cannot be read
 */
export async function buildCaseFacts(
  record: CaseRecord,
  places: CasePlaces,
  { tips, heads }: PrivateTips,
): Promise<CaseFacts> {
  const gitDir = places.repository;
  const stdin = tips.map((oid) => `${oid}\n`).join("");
  const own = ["--ignore-missing", "--stdin", "--not", record.base.commit, "--remotes=origin"];
  const commits = (await gitLines(["rev-list", ...own], { gitDir, stdin })).map(readOid);
  const [objects, patchIds, fix, changes] = await Promise.all([
    readObjects(gitDir, own, stdin),
    patchIdsOf({ gitDir }, commits),
    readFix(record, places),
    readChanges(gitDir, commits),
  ]);
  const distinctive = await distinctiveLines(gitDir, record.base.commit, changes);
  const files = changes.flatMap((change) => change.files);
  return {
    format: "embargo-guard/1",
    case: record.id,
    tips,
    heads,
    commits,
    objects,
    patchIds: Object.fromEntries(patchIds),
    ...fix,
    lines: [...distinctive],
    hunks: unique(files.flatMap(({ hunks }) => hunks.map(hunkKey))),
    placedHunks: unique(files.flatMap((file) => file.hunks.map((hunk) => placedKey(file, hunk)))),
    paths: unique(changes.flatMap(pathsOf)),
    thinPaths: unique(changes.filter((change) => isThin(change, distinctive)).flatMap(pathsOf)),
  };
}

async function readChanges(gitDir: string, commits: readonly Oid[]): Promise<CommitChanges[]> {
  if (commits.length === 0) return [];
  const stdin = commits.map((oid) => `${oid}\n`).join("");
  const { stdout } = await git([...LOG_CHANGES, "--no-walk=unsorted", "--stdin"], { gitDir, stdin });
  return [...parseChanges(stdout)];
}

/** Trees, files and tag objects that came with the case. */
async function readObjects(gitDir: string, own: readonly string[], stdin: string): Promise<Oid[]> {
  const oids = await gitLines(["rev-list", "--objects", "--no-object-names", ...own], { gitDir, stdin });
  const format = "--batch-check=%(objecttype) %(objectsize) %(objectname)";
  const described = await gitLines(["cat-file", format], { gitDir, stdin: oids.map((oid) => `${oid}\n`).join("") });
  return described
    .map((line) => line.split(" "))
    .filter(([type, size]) => type !== "commit" && Number(size) >= TINY_BYTES)
    .map(([, , oid = ""]) => readOid(oid));
}

/** The fix as it is now; empty while its branch is being moved about. */
async function readFix(record: CaseRecord, places: CasePlaces): Promise<Pick<CaseFacts, "fix" | "seriesPatchId">> {
  const gitDir = places.repository;
  const range = await readFixRange(record, places).catch((error: unknown) => {
    const known = asEmbargoError(error);
    if (known.code === "no-commit" || known.code === "base-unknown") return undefined;
    throw known;
  });
  if (!range) return { fix: [] };
  const [fix, series] = await Promise.all([
    gitLines(["rev-list", "--reverse", `${range.base}..${range.tip}`, "--"], { gitDir }),
    seriesPatchId({ gitDir }, range.base, range.tip),
  ]);
  return { fix: fix.map(readOid), ...(series === undefined ? {} : { seriesPatchId: series }) };
}

/** Telling added lines that stand nowhere in the base. */
async function distinctiveLines(gitDir: string, base: Oid, changes: readonly CommitChanges[]): Promise<Set<string>> {
  const lines = new Set(changes.flatMap(addedLines).filter(isTelling));
  if (lines.size > 0) await visitTreeLines({ gitDir }, base, (line) => lines.delete(line));
  return lines;
}

function isThin(change: CommitChanges, distinctive: ReadonlySet<string>): boolean {
  return new Set(addedLines(change).filter((line) => distinctive.has(line))).size < THIN_BELOW;
}

function addedLines({ files }: CommitChanges): string[] {
  return files.flatMap(({ hunks }) => hunks.flatMap(({ added }) => added));
}

function pathsOf({ files }: CommitChanges): string[] {
  return files.map(({ path }) => path);
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
