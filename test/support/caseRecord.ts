import type { CaseRecord } from "../../src/model/case";
import { OPEN_STEPS } from "../../src/model/case";
import type { CaseId, Fingerprint, Instant, Oid, Sha256 } from "../../src/model/ids";

/** A made-up object id: one hex digit, forty times. */
export const oid = (digit: string): Oid => digit.repeat(40) as Oid;
export const sha256 = (digit: string): Sha256 => digit.repeat(64) as Sha256;
export const fingerprint = (digit: string): Fingerprint => digit.repeat(40) as Fingerprint;
export const instant = (text: string): Instant => text as Instant;

/** A case as `open` leaves it, with what the test cares about put in. */
export function makeRecord(changes: Partial<CaseRecord> = {}): CaseRecord {
  return {
    format: "embargo-case/1",
    id: "E-7K2QXD" as CaseId,
    title: "Cookies reach the wrong host after a redirect",
    createdAt: instant("2026-11-21T09:00:00Z"),
    project: {
      name: "sample",
      rootCommits: [oid("a")],
      objectFormat: "sha1",
      publicGitDir: "/project/.git",
      publicRemote: "origin",
    },
    base: { branch: "main", commit: oid("b"), isPublic: true },
    opened: [...OPEN_STEPS],
    bundles: [],
    answers: [],
    ...changes,
  };
}
