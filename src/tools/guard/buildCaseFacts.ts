import type { CaseRecord } from "../../model/case";
import { asEmbargoError } from "../../model/errors";
import type { Oid } from "../../model/ids";
import { readChanges, readSeries } from "../git/commitChanges";
import type { CommitChanges } from "../git/changes";
import { readFixRange, type FixRange } from "../git/fixRange";
import { patchIdsOf, seriesPatchId } from "../git/patchIds";
import { readOid } from "../git/repository";
import { gitLines } from "../git/run";
import type { CasePlaces } from "../home";
import type { CaseFacts } from "./caseFacts";
import type { PrivateTips } from "./privateTips";
import { readTextFacts } from "./textFacts";

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
  const [objects, patchIds, range, changes] = await Promise.all([
    readObjects(gitDir, own, stdin),
    patchIdsOf({ gitDir }, commits),
    readRange(record, places),
    readChanges({ gitDir }, commits),
  ]);
  const fix = range ? await readFix(gitDir, range) : { fix: [] };
  // A squash may change in one place what the commits change one after the other.
  const whole: CommitChanges[] = range && fix.fix.length > 1 ? [await readSeries({ gitDir }, range)] : [];
  return {
    format: "embargo-guard/2",
    case: record.id,
    tips,
    heads,
    commits,
    objects,
    patchIds: Object.fromEntries(patchIds),
    ...fix,
    ...(await readTextFacts({ gitDir }, record.base.commit, [...changes, ...whole])),
  };
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

/** Where the fix begins and ends; `undefined` while its branch is being moved about. */
async function readRange(record: CaseRecord, places: CasePlaces): Promise<FixRange | undefined> {
  return await readFixRange(record, places).catch((error: unknown) => {
    const known = asEmbargoError(error);
    if (known.code === "no-commit" || known.code === "base-unknown") return undefined;
    throw known;
  });
}

async function readFix(gitDir: string, { base, tip }: FixRange): Promise<Pick<CaseFacts, "fix" | "seriesPatchId">> {
  const [fix, series] = await Promise.all([
    gitLines(["rev-list", "--reverse", `${base}..${tip}`, "--"], { gitDir }),
    seriesPatchId({ gitDir }, base, tip),
  ]);
  return { fix: fix.map(readOid), ...(series === undefined ? {} : { seriesPatchId: series }) };
}
