import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import { toInstant, type Instant } from "../../model/ids";
import type { Push, Verdict } from "../../model/push";
import { readTextIfThere, writeFileAtomic } from "../../tools/files";
import { openRepository } from "../../tools/git/repository";
import type { Home } from "../../tools/home";
import { addAnswers, logOverride } from "./answers";
import { guardFolder, readClone, type Clone } from "./clone";
import { withoutCredentials } from "./explain";
import type { PushQuestion } from "./judge";
import { pushKey } from "./pushKey";

/** What is older is no longer what a person has in mind, in milliseconds. */
const FRESH_MS = 600_000;

/** A push that was stopped, for the face that explains it: `<home>/<project>/guard/stopped.json`. */
export interface RecordedVerdict extends Verdict, Pick<Push, "remote" | "url"> {
  readonly format: "embargo-stopped/1";
  readonly at: Instant;
  /** The common git directory of the clone that pushed. */
  readonly gitDir: string;
  /** Which push it was, see `pushKey`. */
  readonly push: string;
}

/** Keeps a verdict that stopped a push. */
export async function recordVerdict(clone: Clone, push: PushQuestion, verdict: Verdict): Promise<void> {
  const record: RecordedVerdict = {
    format: "embargo-stopped/1",
    at: toInstant(new Date()),
    gitDir: clone.gitDir,
    remote: push.remote === push.url ? withoutCredentials(push.url) : push.remote,
    url: withoutCredentials(push.url),
    push: pushKey(clone, push.url, push.refs ?? []),
    ...verdict,
  };
  await writeFileAtomic(fileOf(clone), `${JSON.stringify(record)}\n`);
}

/** The last push from the clone around `directory` that was stopped; `undefined` when there was none. */
export async function lastVerdict(home: Home, directory: string): Promise<RecordedVerdict | undefined> {
  const { gitDir } = await openRepository(directory);
  const text = await readTextIfThere(fileOf(await readClone(gitDir, () => Promise.resolve(home))));
  const record = text === undefined ? undefined : parse(text);
  return record?.gitDir === gitDir ? record : undefined;
}

/**
 * "Do not ask again for these commits": a yes to a question that is remembered.
 *
 * @throws EmbargoError `refused` when it was no question but a refusal
 */
export async function rememberAnswer(home: Home, directory: string, recorded: RecordedVerdict): Promise<void> {
  if (recorded.verdict !== "ask") {
    throw new EmbargoError(
      "refused",
      "This push was refused; there is nothing to say yes to.",
      "Move the commit to the case, or ask the person who holds it.",
    );
  }
  const { gitDir } = await openRepository(directory);
  const clone = await readClone(gitDir, () => Promise.resolve(home));
  await addAnswers(clone, recorded.reasons);
  await logOverride(clone, recorded.reasons, "pushed anyway", "editor");
}

/**
 * The push that a person wants to let through: the last one, refused a short while ago.
 *
 * @throws EmbargoError `refused` when there is none
 */
export async function justRefused(home: Home, directory: string, now = new Date()): Promise<RecordedVerdict> {
  const recorded = await lastVerdict(home, directory);
  const since = toInstant(new Date(now.getTime() - FRESH_MS));
  if (recorded?.verdict === "refuse" && recorded.at >= since) return recorded;
  throw new EmbargoError(
    "refused",
    "No push from this repository was refused in the last ten minutes.",
    "Only a push that was just refused can be let through.",
  );
}

/** A damaged record is as good as none: it only explains. */
function parse(text: string): RecordedVerdict | undefined {
  try {
    const record = JSON.parse(text) as RecordedVerdict;
    const isKnown = record.format === "embargo-stopped/1" && typeof record.push === "string";
    return isKnown && Array.isArray(record.reasons) ? record : undefined;
  } catch {
    return undefined;
  }
}

function fileOf(clone: Clone): string {
  return join(guardFolder(clone), "stopped.json");
}
