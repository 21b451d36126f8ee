import type { CaseRecord } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { asCaseId, asOid } from "../../model/ids";

const FORMAT = /^embargo-case\/(\d+)$/;

/** The record as the bytes of `case.json`: two-space JSON with a final line feed, so that a person can read it. */
export function formatCase(record: CaseRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/**
 * `case.json` as a record; checks what the rest of the program relies on and refuses everything else.
 *
 * @throws EmbargoError `case-damaged`, `case-newer`
 */
export function parseCase(text: string, id: string): CaseRecord {
  const record = parseJson(text, id);
  const version = typeof record.format === "string" ? FORMAT.exec(record.format)?.[1] : undefined;
  if (version !== undefined && Number(version) > 1) {
    throw new EmbargoError(
      "case-newer",
      `The case ${id} was written by a newer Embargo.`,
      "Update Embargo on this machine; the case was not touched.",
    );
  }
  const problem = firstProblem(record, id);
  if (problem) throw damaged(id, problem);
  return record as unknown as CaseRecord;
}

function parseJson(text: string, id: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // falls through: cut files end here
  }
  throw damaged(id, "it is not a JSON object");
}

function firstProblem(record: Record<string, unknown>, id: string): string | undefined {
  const { project, base } = record;
  if (record.format !== "embargo-case/1") return `"format" is not embargo-case/1`;
  if (record.id !== id || !asCaseId(id)) return `"id" is not ${id}`;
  if (typeof record.title !== "string") return `"title" is missing`;
  if (typeof record.createdAt !== "string") return `"createdAt" is missing`;
  if (!isObject(project) || !isOidList(project.rootCommits)) return `"project" is incomplete`;
  if (typeof project.publicGitDir !== "string" || typeof project.name !== "string") return `"project" is incomplete`;
  if (!isObject(base) || !isOid(base.commit) || typeof base.branch !== "string") return `"base" is incomplete`;
  for (const key of ["opened", "bundles", "answers"]) {
    if (!Array.isArray(record[key])) return `"${key}" is not a list`;
  }
  if (record.privateRemotes !== undefined && !isRemoteList(record.privateRemotes)) return `"privateRemotes" is wrong`;
  return undefined;
}

function damaged(id: string, problem: string): EmbargoError {
  return new EmbargoError(
    "case-damaged",
    `The record of case ${id} is damaged: ${problem}.`,
    "It was left as it is. Put case.json back from a backup; the fix itself is safe in the private repository beside it.",
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRemoteList(value: unknown): boolean {
  const isRemote = (one: unknown) => isObject(one) && typeof one.url === "string" && typeof one.name === "string";
  return Array.isArray(value) && value.every(isRemote);
}

function isOid(value: unknown): boolean {
  return typeof value === "string" && asOid(value) !== undefined;
}

function isOidList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isOid);
}
