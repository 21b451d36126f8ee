import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import { toInstant, type Instant } from "../../model/ids";
import type { Push, Verdict } from "../../model/push";
import { readTextIfThere, writeFileAtomic } from "../../tools/files";
import { openRepository } from "../../tools/git/repository";
import type { Home } from "../../tools/home";
import { addAnswers } from "./answers";
import { guardFolder, readClone, type Clone } from "./clone";
import { withoutCredentials } from "./explain";

/** A push that was stopped, for the face that explains it: `<home>/<project>/guard/stopped.json`. */
export interface RecordedVerdict extends Verdict, Pick<Push, "remote" | "url"> {
  readonly format: "embargo-stopped/1";
  readonly at: Instant;
  /** The common git directory of the clone that pushed. */
  readonly gitDir: string;
}

/** Keeps a verdict that stopped a push. */
export async function recordVerdict(clone: Clone, push: Pick<Push, "remote" | "url">, verdict: Verdict): Promise<void> {
  const record: RecordedVerdict = {
    format: "embargo-stopped/1",
    at: toInstant(new Date()),
    gitDir: clone.gitDir,
    remote: push.remote === push.url ? withoutCredentials(push.url) : push.remote,
    url: withoutCredentials(push.url),
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
 * "Push anyway": the commits of a question are not asked about again.
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
  await addAnswers(await readClone(gitDir, () => Promise.resolve(home)), recorded.reasons, "editor");
}

/** A damaged record is as good as none: it only explains. */
function parse(text: string): RecordedVerdict | undefined {
  try {
    const record = JSON.parse(text) as RecordedVerdict;
    return record.format === "embargo-stopped/1" && Array.isArray(record.reasons) ? record : undefined;
  } catch {
    return undefined;
  }
}

function fileOf(clone: Clone): string {
  return join(guardFolder(clone), "stopped.json");
}
