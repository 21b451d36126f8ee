import { join } from "node:path";
import type { CaseId } from "../../model/ids";
import type { Reason } from "../../model/push";
import { appendLog } from "../../tools/cases/log";
import { readTextIfThere, writeFileAtomic } from "../../tools/files";
import { placesIn } from "../../tools/home";
import { guardFolder, type Clone } from "./clone";
import { answerKey } from "./verdict";

/** What people already said yes to: one `<commit> <case or "tag">` a line. A line that was cut answers nothing. */
export async function readAnswers(clone: Clone): Promise<ReadonlySet<string>> {
  return new Set(((await readTextIfThere(fileOf(clone))) ?? "").split("\n"));
}

/** Remembers a yes for each reason, and writes it into the log of the case, or of the guard. */
export async function addAnswers(
  clone: Clone,
  reasons: readonly Reason[],
  asked: "terminal" | "editor",
): Promise<void> {
  const known = await readAnswers(clone);
  const fresh = reasons.filter((reason) => reason.commit !== undefined && !known.has(answerKey(reason)));
  if (fresh.length === 0) return;
  const lines = [...known, ...fresh.map(answerKey)].filter((line) => line !== "");
  await writeFileAtomic(fileOf(clone), `${lines.join("\n")}\n`);
  for (const { commit, test, case: id } of fresh) {
    const event = { stage: "guard", event: "pushed anyway", facts: { commit: commit!, test, asked } };
    await appendLog(clone.home, { log: logOf(clone, id) }, event);
  }
}

function logOf(clone: Clone, id: CaseId | undefined): string {
  return id === undefined ? join(guardFolder(clone), "log") : placesIn(join(clone.project, id), id).log;
}

function fileOf(clone: Clone): string {
  return join(guardFolder(clone), "answered");
}
