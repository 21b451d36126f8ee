import type { CaseRecord } from "../../src/model/case";
import { newCaseId, toInstant } from "../../src/model/ids";
import { createCase } from "../../src/tools/cases/store";
import { makePrivateRepository } from "../../src/tools/git/privateRepository";
import { readPublicClone } from "../../src/tools/git/publicClone";
import { restoreWorktree } from "../../src/tools/git/worktrees";
import type { CasePlaces, Home } from "../../src/tools/home";

/** A case with its private repository and worktree, as the first steps of `open` leave it. */
export async function makePrivatePlace(
  home: Home,
  clone: string,
  base?: string,
): Promise<{ record: CaseRecord; places: CasePlaces }> {
  const record = await newRecord(clone, base);
  const places = await createCase(home, record);
  await makePrivateRepository(places.repository, record);
  await restoreWorktree(record, places);
  return { record, places };
}

/** A record whose case nobody has begun to make. */
export async function newRecord(clone: string, base?: string): Promise<CaseRecord> {
  const { project, base: start } = await readPublicClone(clone, base);
  return {
    format: "embargo-case/1",
    id: newCaseId(crypto.getRandomValues(new Uint8Array(6))),
    title: "Cookie sent to the wrong host",
    createdAt: toInstant(new Date()),
    project,
    base: start,
    opened: ["record"],
    bundles: [],
    answers: [],
  };
}
