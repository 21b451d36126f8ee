import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import { toInstant, type CaseId, type Instant } from "../../model/ids";
import type { Push, Verdict } from "../../model/push";
import { appendLog } from "../../tools/cases/log";
import { readTextIfThere, removeTree, writeFileAtomic } from "../../tools/files";
import { openRepository } from "../../tools/git/repository";
import { placesIn, type Home } from "../../tools/home";
import { pathsIn, takeFile } from "../../tools/takeFile";
import { logOverride, type Asked } from "./answers";
import { guardFolder, readClone, type Clone } from "./clone";
import { pushKey } from "./pushKey";

/** A verdict that stopped a push, and which push that was (`pushKey`). */
export interface StoppedPush extends Verdict {
  readonly push: string;
}

/** How long a push may be made again, in milliseconds. */
export const ONCE_MS = 120_000;

/** What a person let through: exactly one push, `<home>/<project>/guard/once/<push>.json`, gone when it was used. */
interface OnceRecord {
  readonly format: "embargo-once/1";
  /** See `pushKey`. */
  readonly push: string;
  /** A yes to a question is none to a refusal. */
  readonly verdict: "ask" | "refuse";
  /** The cases whose ids were typed. */
  readonly cases: readonly CaseId[];
  readonly from: Instant;
  readonly until: Instant;
  readonly asked: Asked;
}

/** The ids that must be typed for a refused push, as they are typed: `E-7K2QXD`, several with a space between. */
export function idsToType({ reasons }: Verdict): string {
  return casesOf({ reasons }).join(" ");
}

/**
 * Whether a refused push can be let through at all.
 *
 * @throws EmbargoError `refused` when nothing could be compared, or the repository itself forbids it
 */
export function requireAllowable(verdict: Verdict): void {
  if (verdict.reasons.some(({ test }) => test === "unreadable")) {
    throw new EmbargoError(
      "refused",
      "This push could not be compared with the case, so nobody can say what it would publish.",
      "Make the private place readable first: embargo status",
    );
  }
  if (verdict.verdict === "refuse" && verdict.reasons.some((reason) => reason.case === undefined)) {
    throw new EmbargoError(
      "refused",
      "The configuration of this repository refuses security-tagged commits (embargo.warn).",
      "Whoever set it decides; nothing was let through.",
    );
  }
}

/**
 * "Push this once" and "Push anyway": lets exactly the push that was stopped through, one time, within two minutes.
 *
 * @param typed - the ids of the cases as a person typed them; needed for a refusal only
 * @throws EmbargoError `refused` when the ids are wrong, and as `requireAllowable`; `disk-full`, `home-unwritable`
 */
export async function allowOnce(
  home: Home,
  directory: string,
  stopped: StoppedPush,
  { typed = "", asked, now = new Date() }: { readonly typed?: string; readonly asked: Asked; readonly now?: Date },
): Promise<void> {
  requireAllowable(stopped);
  const cases = casesOf(stopped);
  if (stopped.verdict === "refuse" && typed.trim() !== idsToType(stopped)) {
    throw new EmbargoError(
      "refused",
      "That is not the id of the case. Nothing was let through.",
      "The id is in the list of cases; letters and digits must be as they stand there.",
    );
  }
  const { gitDir } = await openRepository(directory);
  const clone = await readClone(gitDir, () => Promise.resolve(home));
  const until = toInstant(new Date(now.getTime() + ONCE_MS));
  const record: OnceRecord = {
    format: "embargo-once/1",
    push: stopped.push,
    verdict: stopped.verdict === "refuse" ? "refuse" : "ask",
    cases,
    from: toInstant(now),
    until,
    asked,
  };
  if (record.verdict === "refuse") {
    for (const id of cases) {
      const event = { stage: "guard", event: "allowed once", facts: { push: stopped.push, until, asked } };
      await appendLog(clone.home, placesIn(join(clone.project, id), id), event);
    }
  }
  await sweepOnce(clone, now);
  await writeFileAtomic(fileOf(clone, stopped.push), `${JSON.stringify(record)}\n`);
}

/**
 * Whether a person let exactly this push through; uses that up, and writes it into the logs. Of several pushes at the
 * same moment one gets a yes: only one can take the file away.
 *
 * @throws EmbargoError when the log cannot be written; the push is then not let through
 */
export async function useOnce(
  clone: Clone,
  push: Pick<Push, "url"> & { readonly refs?: Push["refs"] },
  verdict: Verdict,
  now = new Date(),
): Promise<boolean> {
  if (!push.refs) return false;
  const key = pushKey(clone, push.url, push.refs);
  const record = parse((await takeFile(fileOf(clone, key))) ?? "");
  if (!record || record.push !== key || !isNow(record, now) || !covers(record, verdict)) return false;
  const event = record.verdict === "refuse" ? "pushed once" : "pushed anyway";
  await logOverride(clone, verdict.reasons, event, record.asked);
  return true;
}

/** Removes what was let through and never used. */
async function sweepOnce(clone: Clone, now: Date): Promise<void> {
  for (const path of await pathsIn(folderOf(clone))) {
    const record = parse((await readTextIfThere(path)) ?? "");
    if (!record || record.until < toInstant(now)) await removeTree(path);
  }
}

function isNow({ from, until }: OnceRecord, now: Date): boolean {
  const instant = toInstant(now);
  return from <= instant && instant <= until;
}

/** A case that was opened meanwhile, or that nobody typed, is not covered; nor is what cannot be compared any more. */
function covers(record: OnceRecord, { verdict, reasons }: Verdict): boolean {
  if (reasons.some(({ test }) => test === "unreadable")) return false;
  if (verdict === "refuse" && record.verdict !== "refuse") return false;
  return reasons.every(({ case: id }) => (id === undefined ? verdict === "ask" : record.cases.includes(id)));
}

function casesOf({ reasons }: Pick<Verdict, "reasons">): CaseId[] {
  return [...new Set(reasons.flatMap((reason) => reason.case ?? []))].sort();
}

function parse(text: string): OnceRecord | undefined {
  try {
    const record = JSON.parse(text) as OnceRecord;
    return record.format === "embargo-once/1" && Array.isArray(record.cases) ? record : undefined;
  } catch {
    return undefined;
  }
}

function fileOf(clone: Clone, key: string): string {
  return join(folderOf(clone), `${key}.json`);
}

function folderOf(clone: Clone): string {
  return join(guardFolder(clone), "once");
}
