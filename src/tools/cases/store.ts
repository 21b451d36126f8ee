import type { CaseRecord } from "../../model/case";
import { asEmbargoError, EmbargoError } from "../../model/errors";
import type { CaseId } from "../../model/ids";
import { exists, makeFolderAtomic, readTextIfThere, writeFileAtomic } from "../files";
import { casePlaces, placesIn, type CasePlaces, type Home } from "../home";
import { formatCase, parseCase } from "./caseFile";
import { whileLocked } from "../whileLocked";
import { caseFolders } from "./caseFolders";

/** One case of the home: its record, or what is wrong with it. */
export type CaseEntry =
  | { readonly id: CaseId; readonly places: CasePlaces; readonly record: CaseRecord }
  | { readonly id: CaseId; readonly places: CasePlaces; readonly problem: EmbargoError };

/** Every case of the home, by id. A damaged one is listed with its problem and does not hide the others. */
export async function listCases(home: Home): Promise<CaseEntry[]> {
  const folders = await caseFolders(home.dir);
  return Promise.all(folders.map(({ id, dir }) => readEntry(placesIn(dir, id), id)));
}

/**
 * A case by its id, wherever in the home it lies.
 *
 * @throws EmbargoError `case-missing`, `case-damaged`, `case-newer`
 */
export async function findCase(home: Home, id: string): Promise<{ record: CaseRecord; places: CasePlaces }> {
  const entry = (await listCases(home)).find((candidate) => candidate.id === id);
  if (!entry) {
    throw new EmbargoError("case-missing", `There is no case ${id} on this machine.`, "See: embargo list");
  }
  if ("problem" in entry) throw entry.problem;
  return entry;
}

/**
 * Makes the folder of a new case, whole or not at all: its record and, when there is one, the report as it came
 * (`evidence/report.eml`).
 *
 * @throws EmbargoError `case-exists`, `disk-full`, `home-unwritable`
 */
export async function createCase(home: Home, record: CaseRecord, report?: Uint8Array): Promise<CasePlaces> {
  const places = casePlaces(home, record.project.rootCommits, record.id);
  if (await exists(places.dir)) {
    throw new EmbargoError(
      "case-exists",
      `The case ${record.id} is there already.`,
      `See: embargo status ${record.id}`,
    );
  }
  await makeFolderAtomic(places.dir, async (dir) => {
    const partial = placesIn(dir, record.id);
    if (report) await writeFileAtomic(partial.report, report);
    await writeFileAtomic(partial.record, formatCase(record));
  });
  return places;
}

/**
 * Reads, changes and writes a record under a lock, so that editor and terminal do not overwrite each other.
 *
 * @returns the new record
 * @throws EmbargoError `case-missing`, `case-damaged`, `case-newer`, `busy`, `disk-full`
 */
export async function updateCase(
  home: Home,
  id: CaseId,
  change: (record: CaseRecord) => CaseRecord,
): Promise<CaseRecord> {
  const { places } = await findCase(home, id);
  return whileLocked(`${places.dir}.lock`, `Another Embargo is changing case ${id}.`, async () => {
    const changed = change(await readRecord(places, id));
    await writeFileAtomic(places.record, formatCase(changed));
    return changed;
  });
}

async function readEntry(places: CasePlaces, id: CaseId): Promise<CaseEntry> {
  try {
    return { id, places, record: await readRecord(places, id) };
  } catch (error) {
    return { id, places, problem: asEmbargoError(error) };
  }
}

async function readRecord(places: CasePlaces, id: CaseId): Promise<CaseRecord> {
  const text = await readTextIfThere(places.record);
  if (text === undefined) {
    throw new EmbargoError(
      "case-damaged",
      `The folder of case ${id} has no case.json.`,
      "Put it back from a backup; the fix itself is in the private repository beside it.",
    );
  }
  return parseCase(text, id);
}
