import { join } from "node:path";
import type { CaseId } from "../../model/ids";
import type { Reason } from "../../model/push";
import { appendLog } from "../../tools/cases/log";
import { readTextIfThere, writeFileAtomic } from "../../tools/files";
import { placesIn } from "../../tools/home";
import { guardFolder, type Clone } from "./clone";
import { answerKey } from "./verdict";

/** Who was asked. */
export type Asked = "terminal" | "editor";

/** Commits about which nobody is asked again: one `<commit> <case or "tag">` a line. A line that was cut answers nothing. */
export async function readAnswers(clone: Clone): Promise<ReadonlySet<string>> {
  return new Set(((await readTextIfThere(fileOf(clone))) ?? "").split("\n"));
}

/** "Do not ask again for these commits": remembers a yes for each reason. */
export async function addAnswers(clone: Clone, reasons: readonly Reason[]): Promise<void> {
  const known = await readAnswers(clone);
  const fresh = reasons.filter(({ commit }) => commit !== undefined).map(answerKey);
  const lines = [...new Set([...known, ...fresh])].filter((line) => line !== "");
  await writeFileAtomic(fileOf(clone), `${lines.join("\n")}\n`);
}

/** Writes into the log of each case, or of the guard, that somebody let a push go on: an `anyway` to a question, `once` past a refusal. */
export async function logOverride(
  clone: Clone,
  reasons: readonly Reason[],
  event: "pushed anyway" | "pushed once",
  asked: Asked,
): Promise<void> {
  for (const { commit, test, case: id } of reasons) {
    const facts = { ...(commit === undefined ? {} : { commit }), test, asked };
    await appendLog(clone.home, { log: logOf(clone, id) }, { stage: "guard", event, facts });
  }
}

function logOf(clone: Clone, id: CaseId | undefined): string {
  return id === undefined ? join(guardFolder(clone), "log") : placesIn(join(clone.project, id), id).log;
}

function fileOf(clone: Clone): string {
  return join(guardFolder(clone), "answered");
}
